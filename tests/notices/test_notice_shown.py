"""What screens are told of the notice: its own words, so that another county's folder needs no other program."""

from app.notices.model import Notice
from app.notices.versions import Versions
from tests.bureau import Bureau


def test_whoever_narrows_by_source_chooses_among_the_folders_own(bureau: Bureau) -> None:
    notice: Notice = Versions(bureau.database).in_force.notice

    shown = bureau["command"].http.get("/api/notice").json()["sources"]

    assert shown == [{"code": source.code, "name": source.name} for source in notice.sources.values()]
    assert {"code": "hotline", "name": "12345热线"} in shown
