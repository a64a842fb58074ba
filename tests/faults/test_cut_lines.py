"""The line is cut anywhere: after any byte of a report, within any photo, before any answer arrives."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import httpx
import orjson
import pytest

from tests.faults.doses import DOSE
from tests.faults.lines import call, form_request, photo_request, report_request, rest_request
from tests.faults.nursery import Nursery
from tests.faults.phone import Phone, Report, new_photo, new_report
from tests.faults.reckoning import Reckoning, reckon
from tests.faults.running_bureau import INSPECTORS, Service, serving

PHOTO_BYTES = 400_000
SMALL_PHOTO_BYTES = 1_200
MOST_SENT = 1.3
LINGER_S = 0.01
"""A line that grows silent does so after its last bytes, not with them. (Bytes that arrive together with the
goodbye may still lie in the server's socket layer, up to 64 KiB of them, and are sent again.)"""
NOTICED_S = 0.05
"""A phone does not come back sooner than this; by then a server knows that the line is dead."""


@pytest.fixture
def service(nursery: Nursery, folder: Path, tmp_path: Path) -> Iterator[Service]:
    """The server."""
    with serving(nursery, folder, tmp_path / "server.log") as running:
        yield running


@pytest.fixture
def phone(service: Service) -> Iterator[Phone]:
    """An inspector's."""
    with closing(Phone(service.address, INSPECTORS[0])) as signed_in:
        yield signed_in


def cut_photos(phone: Phone, step: int) -> float:
    """Cut photo after photo, each one ``step`` bytes later, and send it on; bytes sent per byte of photo."""
    size = 0
    for cut in range(step, PHOTO_BYTES, step):
        report = new_report(PHOTO_BYTES)
        ((name, data),) = report.photos.items()
        put = call(phone, photo_request(phone, name, data))
        phone.photo_bytes_sent += put.cut_after(len(put.whole) - len(data) + cut, reset=cut // step % 2 == 0)
        time.sleep(NOTICED_S)
        phone.send(report)
        size += len(data)
    return phone.photo_bytes_sent / size


def lose_answers(phone: Phone, count: int) -> int:
    """Lose the answers to photos, rests of photos, reports and forms in turn; how many were lost."""
    kinds = (_lose_photo, _lose_rest, _lose_report, _lose_form)
    for number in range(count):
        kinds[number % len(kinds)](phone, new_report(photos=2))
    return count


def _lose_photo(phone: Phone, report: Report) -> None:
    for name, data in report.photos.items():
        call(phone, photo_request(phone, name, data)).lose_answer()
    phone.send(report)


def _lose_rest(phone: Phone, report: Report) -> None:
    name, data = next(iter(report.photos.items()))
    put = call(phone, photo_request(phone, name, data))
    put.cut_after(len(put.whole) - len(data) // 2)
    time.sleep(NOTICED_S)
    call(phone, rest_request(phone, name, data, phone.offset_of(name) or 0)).lose_answer()
    phone.send(report)


def _lose_report(phone: Phone, report: Report) -> None:
    for name, data in report.photos.items():
        phone.send_photo(name, data)
    call(phone, report_request(phone, report)).lose_answer()
    phone.send(report)


def _lose_form(phone: Phone, report: Report) -> None:
    call(phone, form_request(phone, report)).lose_answer()
    phone.send_form(form_request(phone, report), report)


def all_well(found: Reckoning, reports: int) -> bool:
    """Nothing lost or doubled, and every report that was written is there."""
    return found.is_well and found.reports == reports


def test_a_report_cut_after_any_byte_is_filed_once(
    service: Service, phone: Phone, tell: Callable[[str], None]
) -> None:
    began, data = time.monotonic(), new_photo()
    name = sha256(data).hexdigest()
    phone.send_photo(name, data)
    whole = len(call(phone, report_request(phone, new_report(sent={name: data}))).whole)
    cuts = range(0, whole + 1, DOSE.every_byte_of_a_report)
    for cut in cuts:
        report = new_report(sent={name: data})
        call(phone, report_request(phone, report)).cut_after(cut, reset=cut % 2 == 1)
        phone.send(report)

    found = reckon(service, [phone])
    tell(f"{found}, {len(cuts)} cuts, {time.monotonic() - began:.0f} s")
    assert all_well(found, len(cuts)), found


def test_a_form_cut_after_any_byte_is_filed_once(
    service: Service, phone: Phone, tell: Callable[[str], None]
) -> None:
    began = time.monotonic()
    whole = len(call(phone, form_request(phone, new_report(SMALL_PHOTO_BYTES))).whole)
    cuts = range(0, whole + 1, DOSE.every_byte_of_a_report)
    for cut in cuts:
        report = new_report(SMALL_PHOTO_BYTES)
        call(phone, form_request(phone, report)).cut_after(cut, reset=cut % 2 == 1)
        phone.send_form(form_request(phone, report), report)

    found = reckon(service, [phone])
    tell(f"{found}, {len(cuts)} cuts, {time.monotonic() - began:.0f} s")
    assert all_well(found, len(cuts)), found


def test_a_photo_cut_anywhere_goes_on_where_it_stopped(
    service: Service, phone: Phone, tell: Callable[[str], None]
) -> None:
    began = time.monotonic()
    sent = cut_photos(phone, DOSE.every_photo_bytes)

    found, cuts = reckon(service, [phone]), (PHOTO_BYTES - 1) // DOSE.every_photo_bytes
    tell(f"{found}, {cuts} cuts, {sent:.3f} × the bytes sent, {time.monotonic() - began:.0f} s")
    assert all_well(found, cuts), found
    assert sent <= MOST_SENT


def test_one_photo_through_a_line_that_breaks_all_the_time(
    service: Service, phone: Phone, tell: Callable[[str], None]
) -> None:
    began, report = time.monotonic(), new_report(PHOTO_BYTES)
    ((name, data),) = report.photos.items()
    cuts, piece = 0, DOSE.every_photo_bytes
    while (offset := phone.offset_of(name)) is not None and offset + piece < len(data):
        request = rest_request(phone, name, data, offset) if offset else photo_request(phone, name, data)
        going = call(phone, request)
        phone.photo_bytes_sent += going.cut_after(
            len(going.whole) - going.body_bytes + piece, linger_s=LINGER_S
        )
        cuts += 1
        _wait_until_noticed(phone, name, offset)
    phone.send(report)

    found, sent = reckon(service, [phone]), phone.photo_bytes_sent / len(data)
    tell(f"{found}, {cuts} cuts, {sent:.3f} × the bytes sent, {time.monotonic() - began:.0f} s")
    assert all_well(found, 1), found
    assert sent <= MOST_SENT


def _wait_until_noticed(phone: Phone, name: str, offset: int) -> None:
    give_up = time.monotonic() + NOTICED_S * 10
    while phone.offset_of(name) == offset and time.monotonic() < give_up:
        time.sleep(0.005)


def test_answers_that_never_arrive_make_nothing_twice(
    service: Service, phone: Phone, tell: Callable[[str], None]
) -> None:
    began = time.monotonic()
    lost = lose_answers(phone, DOSE.answers)

    found = reckon(service, [phone])
    tell(f"{found}, {lost} lost answers, {time.monotonic() - began:.0f} s")
    assert all_well(found, lost), found


def test_a_line_that_dies_without_a_word_is_given_up_and_the_photo_gone_on_with(
    nursery: Nursery, folder: Path, tmp_path: Path
) -> None:
    patience = {"SILENCE_SECONDS": "1"}
    with (
        serving(nursery, folder, tmp_path / "server.log", settings=patience) as service,
        closing(Phone(service.address, INSPECTORS[0])) as phone,
    ):
        report = new_report(PHOTO_BYTES)
        ((name, data),) = report.photos.items()
        put = call(phone, photo_request(phone, name, data))
        said = [put.fall_silent_after(len(put.whole) - len(data) + 100_000)]
        reached = [phone.offset_of(name)]
        rest = call(phone, rest_request(phone, name, data, 100_000))
        said.append(rest.fall_silent_after(len(rest.whole) - rest.body_bytes + 50_000))
        reached.append(phone.offset_of(name))
        for request in (report_request(phone, report), form_request(phone, report)):
            filing = call(phone, request)
            said.append(filing.fall_silent_after(len(filing.whole) - 9))
        phone.send(report)

        assert reached == [100_000, 150_000]
        assert all_well(reckon(service, [phone]), 1)
    for answer in said:
        head, _, problem = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 408")
        assert b"connection: close" in head.lower()
        assert orjson.loads(problem)["type"] == "urn:xuncheng:problem:went-silent"
    assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")


def damage(data: bytes) -> bytes:
    """One bit turned, far behind the head."""
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


def what_is_made_of_damage(phone: Phone) -> list[httpx.Response]:
    """A photo damaged on the way, whole and in its rest; the answers."""
    data = new_photo()
    name = sha256(data).hexdigest()
    whole = phone.http.send(photo_request(phone, name, damage(data)))
    put = call(phone, photo_request(phone, name, data))
    put.cut_after(len(put.whole) - 2_000)
    time.sleep(NOTICED_S)
    rest = phone.http.send(rest_request(phone, name, damage(data), phone.offset_of(name) or 0))
    return [whole, rest]


def test_damage_on_the_way_is_refused_and_the_photo_sent_anew(service: Service, phone: Phone) -> None:
    answers = what_is_made_of_damage(phone)

    assert [answer.status_code for answer in answers] == [422, 422]
    assert {answer.json()["type"] for answer in answers} == {"urn:xuncheng:problem:hash-differs"}
    name = answers[0].request.url.path.rsplit("/", 1)[-1]
    assert phone.offset_of(name) == 0
    phone.send(new_report())
    assert all_well(reckon(service, [phone]), 1)


@pytest.mark.parametrize("mutant", ["forgets_what_came", "offset_ignored"])
def test_servers_that_do_not_resume_are_caught(
    nursery: Nursery, folder: Path, tmp_path: Path, mutant: str
) -> None:
    with (
        serving(nursery, folder, tmp_path / "server.log", mutant) as service,
        closing(Phone(service.address, INSPECTORS[0])) as phone,
    ):
        phone.patience_s = 1
        try:
            assert cut_photos(phone, PHOTO_BYTES // 5) > MOST_SENT
        except TimeoutError:
            return  # it never gets there: caught too


def test_a_server_that_files_each_sending_is_caught(nursery: Nursery, folder: Path, tmp_path: Path) -> None:
    with (
        serving(nursery, folder, tmp_path / "server.log", "no_idempotency") as service,
        closing(Phone(service.address, INSPECTORS[0])) as phone,
    ):
        lose_answers(phone, 4)
        assert reckon(service, [phone]).doubled


def test_a_server_that_keeps_whatever_came_is_caught(nursery: Nursery, folder: Path, tmp_path: Path) -> None:
    with (
        serving(nursery, folder, tmp_path / "server.log", "hash_passes") as service,
        closing(Phone(service.address, INSPECTORS[0])) as phone,
    ):
        assert [answer.status_code for answer in what_is_made_of_damage(phone)] != [422, 422]
        assert reckon(service, [phone]).faults
