"""Is the service alive, and is it in order?"""

from fastapi import APIRouter, Response
from sqlalchemy.exc import SQLAlchemyError

from app.core.disk import is_full
from app.core.migrations import is_current
from app.core.problems import Problem
from app.http.parts import StoreDep, VersionsDep
from app.http.session import DatabaseDep
from app.photos.blobs import BlobError, StoreFull

router = APIRouter(tags=["operations"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def ready(
    database: DatabaseDep, store: StoreDep, versions: VersionsDep, response: Response
) -> dict[str, str]:
    """Database, migrations, photo store and notice are in order; 503 names what is not."""
    response.headers["Cache-Control"] = "no-store"
    try:
        if not is_current(database):
            raise Problem(
                "not-ready", what=("数据库还没有迁移到当前版本", "the database waits for a migration")
            )
    except SQLAlchemyError:
        raise Problem("not-ready", what=("数据库连不上", "the database does not answer")) from None
    if database.folder is not None and is_full(database.folder):
        raise Problem("not-ready", what=("数据库所在磁盘已满", "the disk of the database is full"))
    try:
        store.self_check()
    except StoreFull:
        raise Problem("not-ready", what=("照片库所在磁盘已满", "the disk of the photos is full")) from None
    except (BlobError, OSError) as failure:
        raise Problem("not-ready", what=("照片库不可写", f"the photo store is unfit: {failure}")) from None
    return {"status": "ready", "notice": f"{versions.in_force.notice.code} v{versions.in_force.number}"}
