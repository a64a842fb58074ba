"""What has reached the disk when the answer goes out, seen from the kernel's side of the calls."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from posixpath import dirname

import pytest

from tests.faults.lines import call, photo_request
from tests.faults.nursery import Nursery
from tests.faults.phone import Phone, new_report
from tests.faults.running_bureau import INSPECTORS, serving
from tests.faults.tracing import Call, calls_of, settle, traced, why_untraceable

pytestmark = pytest.mark.skipif(why_untraceable() is not None, reason=why_untraceable() or "")

OPTIONS = ("-e", "trace=write,pwrite64,ftruncate,fsync,fdatasync,rename,mkdir,sendto")
NOT_FOR_EVER = ("-shm", "/incoming", "/partial")
"""What a crash may take: the index of the WAL, and what has not been acknowledged as whole."""


def unsafe_answers(calls: list[Call], folder: Path) -> Iterator[str]:
    """Each answer of success that went out while something of ours had not been synced, and what."""
    dirty: set[str] = set()
    for made in calls:
        if made.name in {"write", "pwrite64", "ftruncate"} and made.path.startswith(str(folder)):
            dirty.add(made.path)
        elif made.name in {"fsync", "fdatasync"}:
            dirty.discard(made.path)
        elif made.name == "mkdir":
            dirty.add(dirname(made.strings[0]))
        elif made.name == "rename":
            source, target = made.strings
            if source in dirty:
                dirty.remove(source)
                dirty.add(target)
            dirty.add(dirname(target))
        elif made.name == "sendto" and made.strings and made.strings[0].startswith("HTTP/1.1 20"):
            unsafe = sorted(path for path in dirty if not any(word in path for word in NOT_FOR_EVER))
            if unsafe:
                yield f"{made.strings[0][:12]} while {unsafe} would not survive a power cut"


def unsafe_answers_to_a_report(nursery: Nursery, folder: Path, tmp_path: Path, mutant: str = "") -> list[str]:
    """File a report whose second photo is resumed; the answers that promised too much."""
    with (
        serving(nursery, folder, tmp_path / "server.log", f"plain_loop {mutant}") as service,
        closing(Phone(service.address, INSPECTORS[0])) as phone,
    ):
        report = new_report(100_000, photos=2)
        name, data = list(report.photos.items())[1]
        put = call(phone, photo_request(phone, name, data))
        put.cut_after(len(put.whole) - len(data) // 2, linger_s=0.05)
        settle()
        with traced(service.pid, tmp_path / "trace", *OPTIONS) as trace:
            phone.send(report)
        calls = calls_of(trace)
        answers = [
            made for made in calls if made.name == "sendto" and made.strings[0].startswith("HTTP/1.1 20")
        ]
        assert len(answers) == 5  # HEAD twice, PUT, PATCH, and the report
        return list(unsafe_answers(calls, folder))


def test_everything_is_synced_before_an_answer_says_so(
    nursery: Nursery, folder: Path, tmp_path: Path
) -> None:
    assert unsafe_answers_to_a_report(nursery, folder, tmp_path) == []


@pytest.mark.parametrize(
    ("mutant", "unsafe"),
    [
        ("no_fsync", "/originals/"),
        ("no_folder_sync", "/originals"),
        ("synchronous_normal", "xuncheng.db-wal"),
        ("synchronous_off", "xuncheng.db-wal"),
    ],
)
def test_servers_that_do_not_sync_are_caught(
    nursery: Nursery, folder: Path, tmp_path: Path, mutant: str, unsafe: str
) -> None:
    assert any(
        unsafe in sentence for sentence in unsafe_answers_to_a_report(nursery, folder, tmp_path, mutant)
    )
