"""The child process in which photos are decoded: ``python -m app.photos.darkroom``.

It takes one JSON line a job on standard input, ``{"path", "edges"}``, and answers with one JSON line
``{"facts", "renditions": [[name, bytes]], "done"}`` followed by the renditions' bytes; ``done`` says that it
ends now and wants a successor. It imports the pipeline and nothing of the rest of the application, keeps
no secrets, and binds itself: memory, time a job, no files written, no core left.
"""

import gc
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from app.photos.facts import Flag
from app.photos.pipeline import develop

JOBS_A_LIFE = 500  # decoders leak a little
READY = b"ready\n"  # rendering expects it
_NICENESS = 10  # answering requests goes first


def bind(memory_bytes: int) -> None:
    """Bind this process for life. Limits that a system does not know are left out."""
    os.nice(_NICENESS)
    for limit, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def answer(line: bytes, out: BinaryIO, last: bool) -> bool:
    """Do one job; whether it was the last one of this process."""
    job = json.loads(line)
    developed = develop(Path(job["path"]), job["edges"])
    done = last or Flag.TOO_HEAVY in developed.facts.flags
    sizes = [[name, len(data)] for name, data in developed.renditions.items()]
    header = {"facts": developed.facts.document(), "renditions": sizes, "done": done}
    out.write(json.dumps(header).encode() + b"\n")
    for data in developed.renditions.values():
        out.write(data)
    out.flush()
    return done


def main(memory_bytes: int, time_limit_s: int) -> None:
    """Work until the input ends. ``time_limit_s`` is the last resort should the parent be gone."""
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # whatever a library prints must not be taken for an answer
        bind(memory_bytes)
        out.write(READY)
        out.flush()
        for job in range(1, JOBS_A_LIFE + 1):
            line = sys.stdin.buffer.readline()
            signal.alarm(time_limit_s)  # unhandled: it ends the process, whatever code runs
            if not line or answer(line, out, last=job == JOBS_A_LIFE):
                return
            signal.alarm(0)
            gc.collect()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
