"""Mallory guesses at alice's password with forty hands at once, and gets no more guesses than one hand has."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.core.problems import Problem
from app.people.guessing import begin_attempt
from app.people.sign_in import check_by_password_alone, check_code, check_password
from tests.bureau import PASSWORD, Bureau
from tests.people.authenticator import set_up

HANDS = 40


def at_once(job: Callable[[int], object], hands: int = HANDS) -> Counter[str]:
    """How often each way it ended."""

    def one(number: int) -> str:
        try:
            job(number)
        except Problem as problem:
            return problem.kind.name
        return "done"

    with ThreadPoolExecutor(hands) as pool:
        return Counter(pool.map(one, range(hands)))


def test_five_passwords_are_judged_however_many_come_at_once(bureau: Bureau) -> None:
    ended = at_once(
        lambda number: check_password(
            bureau.database, "inspector", f"guess {number}", address=f"10.0.0.{number}"
        )
    )

    assert ended == {"wrong-credentials": 5, "too-many-attempts": HANDS - 5}


def test_an_attempt_counts_from_the_moment_it_is_made_in_whichever_process(bureau: Bureau) -> None:
    """Nothing of this process's is asked: the database alone gives the turns."""
    ended = at_once(lambda number: begin_attempt(bureau.database, "inspector", f"10.0.0.{number}"))

    assert ended == {"done": 5, "too-many-attempts": HANDS - 5}


def test_from_one_address_fifty_names_are_tried_and_no_more(bureau: Bureau) -> None:
    ended = at_once(lambda number: begin_attempt(bureau.database, f"somebody{number}", "10.0.0.1"), 60)

    assert ended == {"done": 50, "too-many-attempts": 10}


def test_a_new_address_of_the_same_line_gives_no_new_guesses(bureau: Bureau) -> None:
    ended = at_once(
        lambda number: begin_attempt(bureau.database, f"somebody{number}", f"2001:db8::{number:x}"), 56
    )

    assert ended == {"done": 50, "too-many-attempts": 6}


def test_five_codes_are_judged_however_many_come_at_once(bureau: Bureau) -> None:
    set_up(bureau["inspector"].http)
    person = check_password(bureau.database, "inspector", PASSWORD, address="10.0.0.1")

    ended = at_once(lambda number: check_code(bureau.database, person, "000000", f"10.0.0.{number}"))

    assert ended == {"wrong-code": 5, "too-many-attempts": HANDS - 5}


def test_who_knows_the_password_may_send_many_reports_at_once(bureau: Bureau) -> None:
    """A simple client names itself with each: what is being judged is no failure of its own."""
    ended = at_once(
        lambda _: check_by_password_alone(bureau.database, "inspector", PASSWORD, address="10.0.0.1"), 12
    )

    assert ended == {"done": 12}


def test_no_name_at_all_is_refused_like_a_wrong_one(bureau: Bureau) -> None:
    ended = at_once(lambda _: check_password(bureau.database, "", "guess", address="10.0.0.1"), hands=1)

    assert ended == {"wrong-credentials": 1}
