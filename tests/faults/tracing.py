"""Making the kernel say no: strace attached to the server spoils the nth call of a kind, or ends it there.

The counting is strace's: by call and by thread, so that with several threads at work several may be hit.
"""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SECONDS_TO_DETACH = 0.5


@cache
def why_untraceable() -> str | None:
    """Why calls cannot be traced on this machine, or None if they can."""
    if shutil.which("strace") is None:
        return "strace is not installed (make strace)"
    tried = subprocess.run(
        ["strace", "-qq", "-e", "trace=fsync", sys.executable, "-c", ""],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return f"ptrace is not permitted here: {tried.stderr.strip()[:200]}" if tried.returncode else None


@dataclass
class Trace:
    """What strace has written, a file for each thread; complete when it has been detached."""

    folder: Path

    @property
    def lines(self) -> Iterator[str]:
        """Every line, thread by thread."""
        for path in sorted(self.folder.glob("calls.*")):
            yield from path.read_text("utf-8", "replace").splitlines()

    @property
    def injected(self) -> bool:
        """Whether anything was spoilt."""
        return any("(INJECTED)" in line for line in self.lines)


@contextmanager
def traced(pid: int, folder: Path, *options: str) -> Iterator[Trace]:
    """strace attached to all threads of the process for as long as the block lasts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    strace = subprocess.Popen(
        ["strace", "-ff", "-ttt", "-T", "-y", "-s", "64", "-o", folder / "calls", *options, "-p", str(pid)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert strace.stderr is not None
    said = strace.stderr.readline()
    assert "attached" in said, said + strace.stderr.read()
    try:
        yield Trace(folder)
    finally:
        strace.send_signal(signal.SIGINT)
        try:
            strace.communicate(timeout=SECONDS_TO_DETACH)
        except subprocess.TimeoutExpired:
            strace.kill()  # it waits for threads of a process that it has killed; those wait for it
            strace.communicate()


def spoiling(call: str, fault: str, nth: int) -> list[str]:
    """Options for ``traced``: the nth such call fails with an error (``EIO``), or is the last (``KILL``)."""
    what = "signal=KILL" if fault == "KILL" else f"error={fault}"
    return ["-e", f"trace={call}", "-e", f"inject={call}:{what}:when={nth}"]


_LINE = re.compile(r"(?P<at>\d+\.\d+) (?P<name>\w+)\((?P<rest>.*)\) += (?P<result>-?\d+).*<(?P<took>[\d.]+)>")
_FD = re.compile(r"^(?:\d+|AT_FDCWD)<(?P<path>[^>]*)>")
_QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was made: when it began and ended (Unix time), on which path, with which strings."""

    began: float
    ended: float
    name: str
    path: str
    strings: tuple[str, ...]


def calls_of(trace: Trace) -> list[Call]:
    """The calls that succeeded, in the order in which they were through."""
    calls = []
    for line in trace.lines:
        found = _LINE.match(line)
        if found is None or int(found["result"]) < 0:
            continue
        fd, began = _FD.match(found["rest"]), float(found["at"])
        calls.append(
            Call(
                began,
                began + float(found["took"]),
                found["name"],
                fd["path"] if fd else "",
                tuple(_QUOTED.findall(found["rest"])),
            )
        )
    return sorted(calls, key=lambda call: call.ended)


def settle() -> None:
    """Let the threads of the server come to rest, so that the next trace begins with none at work."""
    time.sleep(0.02)
