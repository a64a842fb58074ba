"""Demo accounts: one for every chair. Made in demo mode only, which serves this machine alone."""

import secrets
from collections.abc import Iterator

from sqlmodel import Session

from app.core.config import Settings
from app.notices.model import Notice
from app.people.accounts import NewAccount, enter
from app.people.models import Role
from app.people.passwords import hash_password

CHAIRS = (
    ("inspector", "李巡（演示）", Role.INSPECTOR, None),
    ("inspector2", "王查（演示）", Role.INSPECTOR, None),
    ("command", "赵指挥（演示）", Role.COMMAND, "COMMAND"),
    ("office", "孙督办（演示）", Role.OFFICE, "OFFICE"),
    ("admin", "管理员（演示）", Role.ADMIN, None),
)


def demo_people(notice: Notice) -> Iterator[NewAccount]:
    """Everyone: inspectors, command, office, administrator, and a dispatcher and a crew for each unit."""
    for username, name, role, unit_code in CHAIRS:
        yield NewAccount(username, name, frozenset({role}), unit_code, demo=True)
    for unit in notice.units.values():
        code = unit.code.lower()
        yield NewAccount(
            f"dispatcher-{code}",
            f"{unit.short_name}派遣员（演示）",
            frozenset({Role.DISPATCHER}),
            unit.code,
            demo=True,
        )
        yield NewAccount(
            f"crew-{code}", f"{unit.short_name}处置员（演示）", frozenset({Role.CREW}), unit.code, demo=True
        )


def make_demo_accounts(session: Session, notice: Notice, settings: Settings) -> tuple[int, str]:
    """Make or renew the demo accounts; returns how many and the password, chosen anew if none is set."""
    password = (
        settings.demo_password.get_secret_value() if settings.demo_password else secrets.token_urlsafe(9)
    )
    people = list(demo_people(notice))
    enter(session, people, hash_password(password))
    return len(people), password
