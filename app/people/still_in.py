"""Who is still signed in, asked for many at once and without counting as a sign of life."""

from collections.abc import Collection
from dataclasses import replace

from sqlmodel import col

from app.core.config import Settings
from app.core.db import Database
from app.people.models import SignIn
from app.people.policy import Person
from app.people.sign_in import WHO, is_alive


def people_still_in(database: Database, settings: Settings, sign_ins: Collection[str]) -> dict[str, Person]:
    """The person behind each of these sessions (by fingerprint) that has not ended.

    A page that is only open must not keep its session from ending for idleness, so ``last_seen_at`` stays.
    """
    with database.reading() as session:
        rows = session.execute(WHO.where(col(SignIn.fingerprint).in_(sign_ins))).all()
    people: dict[str, Person] = {}
    for sign_in, created_at, last_seen_at, account_id, username, name, unit, demo, role in rows:
        if not is_alive(created_at, last_seen_at, settings):
            continue
        person = people.get(sign_in) or Person(account_id, username, name, frozenset(), unit, demo)
        people[sign_in] = replace(person, roles=person.roles | {role}) if role else person
    return people
