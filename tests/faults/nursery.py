"""Where the servers of the fault tests are born: a process that has loaded the program and forks at a word.

Starting Python and importing everything takes seconds; a test that kills the server a hundred times would do
little else. What runs in the child is the command line itself, ``python -m app …``, nothing less.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_LOAD = 120
LOADED = ("app.__main__", "app.main", "app.serving", "app.verifying", "tests.faults.mutants")
"""All that a child needs, so that it imports nothing itself."""


class Nursery:
    """The running process. One request at a time, from any thread."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lock = threading.Lock()

    def start(
        self, arguments: Sequence[str], settings: Mapping[str, str], log: Path, mutant: str | None = None
    ) -> int:
        """Run ``python -m app`` with these arguments and settings; its pid.

        ``mutant``: how it is to be spoilt, one or several names of ``MUTANTS``.
        """
        pid: int = self._ask(arguments=arguments, settings=settings, log=str(log), mutant=mutant)
        return pid

    def ended(self, pid: int) -> int | None:
        """How the child has ended (as ``Popen.returncode`` says it), or None while it runs."""
        how: int | None = self._ask(ended=pid)
        return how

    def wait(self, pid: int, seconds: float = 60) -> int:
        """The same, once it has ended. Raises TimeoutError."""
        give_up = time.monotonic() + seconds
        while (how := self.ended(pid)) is None:
            if time.monotonic() > give_up:
                raise TimeoutError(f"process {pid} has not ended in {seconds} s")
            time.sleep(0.005)
        return how

    def _ask(self, **question: Any) -> Any:
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        assert answer, "the nursery has ended"
        return json.loads(answer)


@contextmanager
def open_nursery() -> Iterator[Nursery]:
    """A nursery, ended with the block; what it still has running is killed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XUNCHENG_")}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery"],
        cwd=ROOT,
        env=environment | {"OPENBLAS_NUM_THREADS": "1"},  # whoever forks should have one thread
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(SECONDS_TO_LOAD)


def _tend() -> None:
    """Answer questions until there are no more."""
    for name in LOADED:
        import_module(name)

    running: dict[int, int | None] = {}
    for line in sys.stdin:
        question = json.loads(line)
        if "ended" in question:
            answer = _reap(running, question["ended"])
        else:
            answer = os.fork()
            if answer == 0:
                _become(question)
            running[answer] = None
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid, how in running.items():
        if how is None and _reap(running, pid) is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _reap(running: dict[int, int | None], pid: int) -> int | None:
    if running[pid] is None:
        gone, status = os.waitpid(pid, os.WNOHANG)
        if gone:
            running[pid] = os.waitstatus_to_exitcode(status)
    return running[pid]


def _become(question: dict[str, Any]) -> None:
    """Be the program; does not return."""
    log = os.open(question["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for fd, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, fd)
    os.environ.update(question["settings"])
    ending = 1
    try:
        from app.__main__ import cli  # noqa: PLC0415
        from tests.faults.mutants import MUTANTS  # noqa: PLC0415

        for name in (question["mutant"] or "").split():
            MUTANTS[name]()
        cli(args=question["arguments"])
    except SystemExit as end:
        ending = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # whatever it is, it belongs into the log of this child and nowhere else
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ending)


if __name__ == "__main__":
    _tend()
