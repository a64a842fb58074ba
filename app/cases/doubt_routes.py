"""Which cases have photos to look at twice: worked out for those in sight, never for a whole list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.cases.photo_doubts import DoubtKind, doubtful_among
from app.http.parts import VersionsDep
from app.http.session import ReadSession, SignedIn

router = APIRouter(prefix="/api/photo-doubts", tags=["cases"])

A_SCREENFUL = 50


class Doubtful(BaseModel):
    """A case, and what speaks against photos of it."""

    id: UUID
    kinds: list[DoubtKind]


class DoubtfulList(BaseModel):
    """Of the cases asked about those with a doubt."""

    items: list[Doubtful]


@router.get("")
def list_doubtful(
    person: SignedIn,
    session: ReadSession,
    versions: VersionsDep,
    case: Annotated[list[UUID], Query(min_length=1, max_length=A_SCREENFUL)],
) -> DoubtfulList:
    """Of these cases those with doubtful photos; told to whoever checks them, of what they may see."""
    found = doubtful_among(session, person, case, versions.in_force.notice.photos)
    return DoubtfulList(items=[Doubtful(id=one, kinds=kinds) for one, kinds in found.items()])
