"""Facts and renditions, made in bounded child processes.

One photo that bursts memory, hangs or crashes a decoder ends its child, is flagged, and hurts neither
the server nor the photos after it. Children start with the first photo and are replaced when they end.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from app.photos.blobs import BlobStore
from app.photos.facts import CUT_SHORT, Flag, PhotoFacts
from app.photos.kinds import HEAD_BYTES, RENDITIONS, kind_of

TIME_LIMIT_S = 30.0
MEMORY_LIMIT_BYTES = 1024 * 1024 * 1024
_READY = b"ready\n"  # the darkroom says it; importing it from there would bring in the decoders
_ALARM_AFTER_S = 5
_CODE = Path(__file__).resolve().parents[2]


class DarkroomClosed(RuntimeError):  # noqa: N818  (a state, not an error, for whoever stops the server)
    """The renderer does not run (any more), or its child cannot start. The photo is not to blame."""


class _ChildEnded(Exception):  # noqa: N818  (becomes a flag, never seen outside)
    """The child ended in the middle of a job."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    edges_px: Mapping[str, int]
    time_limit_s: float
    memory_bytes: int


class Renderer:
    """Turns originals in ``store`` into renditions there, ``workers`` at a time.

    ``edges_px`` names the renditions with their longest edge in pixels.
    """

    def __init__(
        self,
        store: BlobStore,
        *,
        workers: int = 1,
        edges_px: Mapping[str, int] = RENDITIONS,
        time_limit_s: float = TIME_LIMIT_S,
        memory_bytes: int = MEMORY_LIMIT_BYTES,
    ) -> None:
        self._store = store
        self._jobs: SimpleQueue[tuple[str, Future[PhotoFacts]] | None] = SimpleQueue()
        self._children = [_Child(_Bounds(edges_px, time_limit_s, memory_bytes)) for _ in range(workers)]
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._open = False

    def start(self) -> None:
        """Begin to work on what is submitted."""
        with self._lock:
            self._open = True
            self._threads = [
                threading.Thread(target=self._work, args=(child,), name="renderer", daemon=True)
                for child in self._children
            ]
            for thread in self._threads:
                thread.start()

    def submit(self, sha256: str) -> Future[PhotoFacts]:
        """Examine and render an original; done when its renditions are in the store.

        The future carries the facts, flagged too_slow, too_heavy, crashed or undecodable when there are no
        renditions. It raises MissingBlob for an unknown original, OSError when the disk fails, and
        DarkroomClosed when the work can be given again later. Raises DarkroomClosed itself when not running.
        """
        future: Future[PhotoFacts] = Future()
        with self._lock:
            if not self._open:
                raise DarkroomClosed("the renderer is not running")
            self._jobs.put((sha256, future))
        return future

    def stop(self) -> None:
        """End at once: unfinished work raises DarkroomClosed in its future. Idempotent."""
        with self._lock:
            was_open, self._open = self._open, False
        if not was_open:
            return
        for _ in self._threads:
            self._jobs.put(None)
        for child, thread in zip(self._children, self._threads, strict=True):
            while thread.is_alive():  # it may be starting a child at this very moment
                child.kill()
                thread.join(0.1)

    def _work(self, child: "_Child") -> None:
        while job := self._jobs.get():
            sha256, future = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._develop(child, sha256))
            except Exception as why:  # whatever it is belongs to whoever waits for this photo
                future.set_exception(why)
        child.kill()

    def _develop(self, child: "_Child", sha256: str) -> PhotoFacts:
        with self._store.local(sha256) as path:
            for attempt in (1, 2):
                if not self._open:
                    raise DarkroomClosed("the renderer was stopped")
                try:
                    facts, renditions = child.develop(path)
                    break
                except _ChildEnded:
                    if not self._open:
                        raise DarkroomClosed("the renderer was stopped") from None
                    if child.was_too_slow:
                        return _bare_facts(path).flagged(Flag.TOO_SLOW)
                    if attempt == 2:  # the first time it may have been killed for another's sake
                        return _bare_facts(path).flagged(Flag.CRASHED)
        for name, data in renditions.items():
            self._store.put_rendition(sha256, name, data)
        return facts


class Examiner:
    """Looks at originals again, one at a time, in a bounded child that starts with the first; keeps nothing.

    ``decoding``: their pixels too, as when they came; else only what the files say of themselves. A context.
    """

    def __init__(self, *, decoding: bool) -> None:
        self._child = _Child(_Bounds(RENDITIONS if decoding else {}, TIME_LIMIT_S, MEMORY_LIMIT_BYTES))

    def __enter__(self) -> "Examiner":
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()

    def facts(self, path: Path) -> PhotoFacts | None:
        """The file's facts; None where looking was cut short. Raises DarkroomClosed."""
        try:
            facts = self._child.develop(path)[0]
        except _ChildEnded:
            return None
        return None if facts.flags & CUT_SHORT else facts


class _Child:
    """One darkroom process, started when needed."""

    def __init__(self, bounds: _Bounds) -> None:
        self._bounds = bounds
        self._process: subprocess.Popen[bytes] | None = None
        self.was_too_slow = False

    def develop(self, path: Path) -> tuple[PhotoFacts, dict[str, bytes]]:
        """Have one photo done. Raises _ChildEnded, DarkroomClosed."""
        process = self._running()
        self.was_too_slow = False
        bell = threading.Timer(self._bounds.time_limit_s, self._give_up)
        bell.start()
        try:
            return self._exchange(process, path)
        except (OSError, ValueError) as why:  # a closed pipe, half a line, a line that is no answer
            self.kill()
            raise _ChildEnded from why
        finally:
            bell.cancel()

    def kill(self) -> None:
        """End the process, if there is one, and forget it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was not yet sent cannot be
                    if pipe is not None:
                        pipe.close()

    def _give_up(self) -> None:
        self.was_too_slow = True
        if process := self._process:
            process.kill()

    def _exchange(self, process: subprocess.Popen[bytes], path: Path) -> tuple[PhotoFacts, dict[str, bytes]]:
        to_child, from_child = _pipes(process)
        job = {"path": str(path), "edges": dict(self._bounds.edges_px)}
        to_child.write(json.dumps(job).encode() + b"\n")
        to_child.flush()
        header = json.loads(from_child.readline())
        renditions = {name: _exactly(from_child, size) for name, size in header["renditions"]}
        if header["done"]:
            self.kill()
        return PhotoFacts.from_document(header["facts"]), renditions

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.kill()
        alarm_s = int(self._bounds.time_limit_s) + _ALARM_AFTER_S
        process = self._process = subprocess.Popen(  # noqa: S603  (our own module, by our own interpreter)
            [sys.executable, "-m", "app.photos.darkroom", str(self._bounds.memory_bytes), str(alarm_s)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_CODE,
            # a decoder that is taken over finds no passwords; few arenas keep the memory limit meaningful
            env={"PATH": os.defpath, "MALLOC_ARENA_MAX": "2"},
        )
        if _pipes(process)[1].readline() != _READY:
            self.kill()
            raise DarkroomClosed(
                "the process that renders photos does not start; its last words are in the log"
            )
        return process


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("a darkroom without pipes")
    return process.stdin, process.stdout


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise ValueError("the answer broke off")
    return data


def _bare_facts(path: Path) -> PhotoFacts:
    with path.open("rb") as original:
        head = original.read(HEAD_BYTES)
    return PhotoFacts(bytes=path.stat().st_size, kind=kind_of(head))
