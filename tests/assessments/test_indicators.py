"""Tianmen, December 2016: the county whose published figures our formulas must give."""

import pytest

from app.assessments.indicators import Figures, percent

TIANMEN = Figures(due=972, closed=911, closed_on_time=737)


def test_tianmens_published_rates() -> None:
    assert percent(TIANMEN.closing_rate) == "93.72%"
    assert percent(TIANMEN.on_time_rate) == "75.82%"


def test_what_is_suspended_is_not_held_against_a_unit() -> None:
    assert Figures(due=10, suspended=2, closed=8).closing_rate == 1.0


@pytest.mark.parametrize("rate", ["closing_rate", "on_time_rate", "late_rate"])
def test_where_nothing_was_due_there_is_no_rate(rate: str) -> None:
    assert getattr(Figures(due=3, suspended=3), rate) is None
    assert percent(None) == "—"


def test_figures_add_up() -> None:
    north = Figures(reported=3, filed=2, due=2, closed=1)
    south = Figures(reported=1, filed=1, due=1, closed=1)

    assert (north + south).closing_rate == pytest.approx(2 / 3)
    assert (north + south).filing_rate == pytest.approx(3 / 4)
