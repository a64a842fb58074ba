"""What an account should be, and whether anybody may be that."""

import re
from dataclasses import dataclass

from app.core.problems import Problem
from app.notices.model import Notice
from app.people.models import Role

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
OF_A_UNIT = frozenset({Role.DISPATCHER, Role.CREW})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an account should be."""

    name: str
    roles: frozenset[Role]
    unit_code: str | None
    active: bool = True
    squad_code: str | None = None


def check_username(username: str) -> None:
    """Raises ``invalid-input`` for what nobody could type at a gate."""
    if not USERNAME.fullmatch(username):
        raise Problem(
            "invalid-input",
            summary=(
                "用户名只能用小写字母、数字、点和横线，2 到 64 个字符",
                "a username has 2 to 64 small letters, digits, dots and dashes",
            ),
        )


def check(notice: Notice | None, wanted: Wanted, before: Wanted | None = None) -> None:
    """Raises ``invalid-input`` for a unit or squad nobody knows, or no unit where one is needed.

    What somebody was ``before`` they may remain: a later notice may not have their unit or squad any more.
    """
    stays = before is not None and before.unit_code == wanted.unit_code
    if (
        wanted.unit_code is not None
        and not stays
        and (notice is None or wanted.unit_code not in notice.units)
    ):
        raise Problem(
            "invalid-input",
            summary=(f"责任表里没有单位 {wanted.unit_code}", f"there is no unit {wanted.unit_code}"),
        )
    if wanted.roles & OF_A_UNIT and wanted.unit_code is None:
        raise Problem(
            "invalid-input",
            summary=("调度员和处置人员要选所属单位", "dispatchers and crews belong to a unit: choose it"),
        )
    if wanted.squad_code is None or (stays and before is not None and before.squad_code == wanted.squad_code):
        return
    squad = notice.squads.get(wanted.squad_code) if notice else None
    if squad is None or squad.unit != wanted.unit_code:
        raise Problem(
            "invalid-input",
            summary=(
                f"所选单位没有班组 {wanted.squad_code}",
                f"the unit chosen has no squad {wanted.squad_code}",
            ),
        )
