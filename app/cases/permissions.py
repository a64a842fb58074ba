"""Verbs × roles: everything that can be done and who may, gathered from where it is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.cases.rights import abilities
from app.cases.table import MOVES
from app.people.models import Role
from app.people.policy import Person

OTHER_VERBS: Mapping[str, tuple[str, str]] = {
    "report": ("上报问题", "Report"),
    "cases.read_all": ("查看全部案件", "See every case"),
    "cases.read_unit": ("查看本单位案件", "See one's unit's cases"),
    "cases.read_own": ("查看本人上报的案件", "See what one has reported"),
    "try_routing": ("试算责任单位", "Try where a report would go"),
    "rule": ("起草责任规则", "Draft rules of responsibility"),
    "accounts": ("管理账号", "Manage accounts"),
}


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done, in Chinese and English, and the roles that may."""

    code: str
    names: tuple[str, str]
    roles: frozenset[Role]


def verbs() -> Sequence[Verb]:
    """All of them: first what is not a move, then the moves in the table's order; what only the system does
    is left out."""
    able = {role: set(abilities(_somebody(role))) for role in Role}
    names = {**OTHER_VERBS, **{move.code: move.names for move in MOVES.values()}}
    listed = [
        Verb(code, words, frozenset(role for role in Role if code in able[role]))
        for code, words in names.items()
    ]
    return [verb for verb in listed if verb.roles]


def _somebody(role: Role) -> Person:
    return Person(UUID(int=0), "", "", frozenset({role}), "ANY")
