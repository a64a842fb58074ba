"""The demonstration's cases: synthetic, marked, in every state, and honest in the journal."""

from app.cases.auditing import audit
from app.cases.states import State
from app.demo.cases import make_demo_cases
from tests.bureau import Bureau


def test_two_hundred_cases_stand_in_every_state_and_say_what_they_are(bureau: Bureau) -> None:
    with bureau.database.writing() as session:
        made = make_demo_cases(session, bureau.app.state.versions.in_force, bureau.app.state.store, 200)

    command = bureau["command"].http
    assert made == 200
    by_state = command.get("/api/cases/counts").json()["by_state"]
    assert set(by_state) >= set(State) - {State.FILED, State.REWORK} | {"CLOSED"}
    assert sum(by_state.values()) == 200
    items = command.get("/api/cases", params={"limit": 200}).json()["items"]
    assert all(item["demo"] for item in items)
    assert len({item["area"]["code"] for item in items if item["area"]}) == 12
    assert sum(item["overdue"] for item in items) < 60
    with bureau.database.reading() as session:
        assert audit(session).faults == []
