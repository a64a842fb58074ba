"""The map's cells say at every level what the cases themselves say, whatever is done with a case."""

from collections import Counter
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from app.cases.auditing import audit
from app.cases.cell_models import COLUMN_OF, LEVELS, MapCell, UnitCell
from app.cases.counters import drift, recount
from app.cases.models import Case
from app.cases.states import ENDED, State
from app.core.geo import ZOOM, deinterleave, tile_number
from tests.bureau import Bureau, report_body

CORNERS = ((118.1602, 36.1861), (118.1602, 36.1861), (118.1610, 36.1865), (118.2, 36.1), (117.9, 36.3))


@pytest.fixture
def spread(bureau: Bureau) -> Bureau:
    """A bureau with a case at each corner, and steps taken on some."""
    digest = bureau["inspector"].take_photo()
    ids = []
    for lon, lat in CORNERS:
        body = report_body(digest)
        body["location"] |= {"lon": lon, "lat": lat}
        ids.append(str(uuid4()))
        assert bureau["inspector"].http.put(f"/api/cases/{ids[-1]}", json=body).status_code == 201
    dispatcher, crew, command = bureau["dispatcher-zfdd"], bureau["crew-zfdd"], bureau["command"]
    for case_id in ids[1:4]:
        dispatcher.does("accept", case_id)
    crew.feeds_back(ids[1])
    command.does("check_req", ids[1])
    dispatcher.does("coop", ids[2], unit="CGB", reason="请协助清理")
    dispatcher.does("return", ids[0], reason="不属我单位职责")
    command.does("dispatch", ids[0], unit="CGZX", reason="改派")
    command.does("convert", ids[4], category="LL1-01", reason="实为乱搭乱建")
    return bureau


def expected(cases: list[Case]) -> dict[int, dict[str, int]]:
    """All cells, counted one case after the other."""
    cells: dict[int, Counter[str]] = {}
    for case in cases:
        x, y = deinterleave(case.cell)
        kind = "ended" if case.state in ENDED else "open"
        for level in LEVELS:
            side = 1 << ZOOM - level
            cells.setdefault(tile_number(level, case.cell), Counter()).update(
                {COLUMN_OF[case.state]: 1, f"{kind}_x": x % side, f"{kind}_y": y % side}
            )
    return {cell: dict(tally) for cell, tally in cells.items()}


def said(row: MapCell | UnitCell) -> dict[str, int]:
    """What is not nought in a cell."""
    return {name: amount for name, amount in row.model_dump().items() if name in TALLIED and amount}


TALLIED = {*COLUMN_OF.values(), "open_x", "open_y", "ended_x", "ended_y"}


def test_every_state_has_its_column() -> None:
    assert set(COLUMN_OF) == set(State)
    assert set(COLUMN_OF.values()) <= set(MapCell.model_fields)


def test_cells_follow_every_step(spread: Bureau) -> None:
    with spread.database.reading() as session:
        cases = list(session.execute(select(Case)).scalars())
        kept = {row.cell: said(row) for row in session.execute(select(MapCell)).scalars()}

        assert {case.state for case in cases} >= {State.ACCEPTED, State.CHECKING, State.DISPATCHED}
        assert {cell: tally for cell, tally in kept.items() if tally} == expected(cases)
        assert list(drift(session)) == []


def test_a_unit_s_cells_hold_what_it_leads_and_what_it_helps_with(spread: Bureau) -> None:
    with spread.database.reading() as session:
        rows = session.execute(select(UnitCell)).scalars().all()
    held: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.cell.bit_length() == tile_number(LEVELS[0], 0).bit_length():
            held[row.unit_code, row.lead_unit] += sum(
                n for name, n in said(row).items() if name in COLUMN_OF.values()
            )

    assert held["ZFDD", "ZFDD"] == 4
    assert held["CGZX", "CGZX"] == 1
    assert held["CGB", "ZFDD"] >= 1


def test_counting_anew_comes_to_the_same(spread: Bureau) -> None:
    def all_cells() -> list[tuple[str, dict[str, int]]]:
        with spread.database.reading() as session:
            found = [
                (str((row.cell, getattr(row, "unit_code", ""), getattr(row, "category_code", ""))), said(row))
                for table in (MapCell, UnitCell)
                for row in session.execute(select(table)).scalars()
            ]
        return sorted((key, tally) for key, tally in found if tally)

    before = all_cells()
    with spread.database.writing() as session:
        recount(session)

    assert all_cells() == before


@pytest.mark.parametrize(
    "tampering",
    ["UPDATE map_cells SET accepted = accepted + 1 WHERE cell >= 4398046511104", "DELETE FROM unit_cells"],
)
def test_verifying_finds_a_cell_that_is_off(spread: Bureau, tampering: str) -> None:
    with spread.database.writing() as session:
        session.execute(text(tampering))
    with spread.database.reading() as session:
        assert any("地图第 21 级" in fault for fault in audit(session).faults)


def test_one_step_changes_one_cell_a_level(spread: Bureau) -> None:
    def cells() -> dict[int, dict[str, int]]:
        with spread.database.reading() as session:
            return {row.cell: said(row) for row in session.execute(select(MapCell)).scalars()}

    with spread.database.reading() as session:
        case = session.execute(select(Case).where(col(Case.state) == State.CHECKING)).scalar_one()
    before = cells()
    spread["command"].does("check_fail", str(case.id), reason="未清理干净")

    changed = {cell for cell, tally in cells().items() if tally != before[cell]}
    assert changed == {tile_number(level, case.cell) for level in LEVELS}
