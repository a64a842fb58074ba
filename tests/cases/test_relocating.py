"""A new outline of a town is imported: cases that lie elsewhere are told first, and moved on the word."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from app.cases.auditing import audit
from tests.bureau import COUNTY_SEAT, Bureau

NANMA = "370323002"
IMPORT = ["areas", "import"]


def square_around_the_seat(folder: Path) -> Path:
    """The seat given to another town, as a GeoJSON file."""
    (lon, lat), half = COUNTY_SEAT, 0.01
    ring = [
        [lon - half, lat - half],
        [lon + half, lat - half],
        [lon + half, lat + half],
        [lon - half, lat + half],
    ]
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    feature = {"type": "Feature", "properties": {"code": NANMA}, "geometry": geometry}
    # the town that has the seat now shrinks to a corner far from it
    corner = [[118.24, 36.10], [118.25, 36.10], [118.25, 36.11], [118.24, 36.10]]
    other = {
        "type": "Feature",
        "properties": {"code": "370323001"},
        "geometry": {"type": "Polygon", "coordinates": [corner]},
    }
    file = folder / "towns.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature, other]}), "utf-8")
    return file


@pytest.fixture
def _settings(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNCHENG_DATABASE_URL", bureau.settings.database_url)


@pytest.mark.usefixtures("_settings")
def test_a_dry_run_lists_what_would_move_and_changes_nothing(bureau: Bureau, tmp_path: Path) -> None:
    filed = bureau["inspector"].files()
    file = square_around_the_seat(tmp_path)

    told = CliRunner().invoke(cli, [*IMPORT, str(file), "--datum", "wgs84"])

    assert told.exit_code == 0, told.output
    assert f"{filed['number']}：历山街道 → 南麻街道" in told.output
    assert "试算" in told.output
    first = told.stdout.splitlines()[0]
    assert first.startswith("将换区域的案件 1 件：在办 1 件"), "what becomes of cases comes before all else"
    assert told.stdout.index("将换区域") < told.stdout.index("可导入的边界")
    assert bureau["command"].case(filed["id"])["area"]["name"] == "历山街道"


@pytest.mark.usefixtures("_settings")
def test_open_cases_move_and_closed_ones_stay_where_they_were_counted(bureau: Bureau, tmp_path: Path) -> None:
    inspector, unit, command = bureau["inspector"], bureau["dispatcher-zfdd"], bureau["command"]
    running, done = inspector.files(), inspector.files(category="LL2-03")
    unit.does("accept", done["id"])
    unit.feeds_back(done["id"])
    command.does("check_pass", done["id"])
    seen = command.case(running["id"])["version"]

    wrote = CliRunner().invoke(
        cli, [*IMPORT, str(square_around_the_seat(tmp_path)), "--datum", "wgs84", "--apply"]
    )

    assert wrote.exit_code == 0, wrote.output
    bureau.app.state.versions.forget()
    moved = command.case(running["id"])
    assert moved["area"]["name"] == "南麻街道"
    assert (moved["unit"], moved["version"]) == (running["unit"], seen)
    assert command.journal(running["id"])[-1]["detail"]["to"] == NANMA
    assert command.case(done["id"])["area"]["name"] == "历山街道"
    with bureau.database.reading() as session:
        assert audit(session).faults == []
    again = inspector.files()
    assert again["area"]["code"] == NANMA


@pytest.mark.usefixtures("_settings")
def test_a_file_that_fits_nothing_is_refused_whole(bureau: Bureau, tmp_path: Path) -> None:
    file = tmp_path / "nowhere.geojson"
    file.write_text('{"type": "FeatureCollection", "features": [{"properties": {"code": "1"}}]}', "utf-8")

    told = CliRunner().invoke(cli, [*IMPORT, str(file), "--datum", "wgs84", "--apply"])

    assert told.exit_code == 1
    assert "什么都没有改动" in told.output
    assert bureau["command"].http.get("/api/responsibility").status_code == 200
