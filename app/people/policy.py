"""What a person may do, by role; what they may see is theirs, their unit's, or everyone's."""

from dataclasses import dataclass
from uuid import UUID

from app.journal.record import Actor
from app.people.models import Role

SEE_ALL = frozenset({Role.COMMAND, Role.OFFICE})
"""Administrators are not among them: they run the accounts and read no case that is not theirs."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is asking, as far as rights go."""

    id: UUID
    username: str
    name: str
    roles: frozenset[Role]
    unit_code: str | None
    demo: bool = False

    @property
    def sees_all(self) -> bool:
        """Whether every case is theirs to read."""
        return bool(self.roles & SEE_ALL)

    @property
    def serves_unit(self) -> str | None:
        """The unit whose cases are theirs to read and handle, if they are its dispatcher or crew."""
        return self.unit_code if self.roles & {Role.DISPATCHER, Role.CREW} else None

    @property
    def actor(self) -> Actor:
        """As the journal names them."""
        return Actor(self.id, self.name)
