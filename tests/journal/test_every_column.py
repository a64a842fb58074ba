"""On both databases: where everything has been done nothing is wrong, and one column altered alone is named."""

from app.cases.models import Case
from app.cases.retold import COLUMNS
from tests.bureau import Bureau
from tests.verifying.altering import faults_in, unnoticed
from tests.verifying.whole_bureau import everything_done


def test_an_honest_bureau_verifies_and_one_altered_column_is_named(bureau: Bureau) -> None:
    cases = everything_done(bureau).cases
    assert faults_in(bureau) == []

    told = {column: f"的{name}与" for column, name in COLUMNS.items()}
    assert unnoticed(bureau, Case, cases["closed"], told) == []
