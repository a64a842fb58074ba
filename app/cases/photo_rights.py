"""Who may see a photo: whoever brought it, and whoever may read a case it belongs to."""

from sqlalchemy import exists, or_, select
from sqlmodel import Session, col

from app.cases.models import Case, CasePhoto
from app.cases.rights import visible_to
from app.people.policy import Person
from app.photos.models import PhotoBearer


def may_see_photo(session: Session, person: Person, sha256: str) -> bool:
    """Whether the person may look at the photo."""
    brought = exists().where(col(PhotoBearer.sha256) == sha256, col(PhotoBearer.account_id) == person.id)
    in_a_case = exists().where(
        col(CasePhoto.sha256) == sha256,
        col(Case.id) == col(CasePhoto.case_id),
        visible_to(person),
    )
    return bool(session.execute(select(or_(brought, in_a_case))).scalar_one())
