"""The baseline of what a report costs: a socket server that does what must be done, and nothing else.

``python -m tests.bench.bare_server PORT FOLDER``. It takes ``PUT /api/photos/{sha256}`` and ``PUT
/api/cases/{uuid}``; a photo is hashed, written to a file, synced, renamed and its folder synced, and the rows in
``FOLDER/one_report.json`` are committed with the new ids in SQLite with ``synchronous=FULL``. Nothing is checked,
decided or looked up, and there is no library between the socket, the disk and the database. Not a part of the
service, and not to be served to anybody: it trusts whatever comes.
"""

import hashlib
import json
import os
import socket
import sqlite3
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from tests.bench.one_report import PHOTO, Row, Table, tables_of

CHUNK = 256 * 1024
GENESIS = "0" * 64
Values = list[tuple[Table, list[Row]]]


class Bare:
    """The files and the database; its rows are those of one report, told apart by its id and photo."""

    def __init__(self, folder: Path) -> None:
        self.blobs = folder / "bare-blobs"
        (self.blobs / "incoming").mkdir(parents=True, exist_ok=True)
        said = json.loads((folder / "one_report.json").read_text())
        self.id, self.sha256, self.number = UUID(said["id"]), said["sha256"], said["number"]
        tables = tables_of(folder / "bare.db")
        written: Values = [
            (tables[name], [tuple(row) for row in rows]) for name, rows in said["rows"].items()
        ]
        self.journal, self.entries = next((t, rows) for t, rows in written if t.name == "journal")
        self.of_photo = [one for one in written if one[0].name in PHOTO]
        rest = {*PHOTO, "journal"}
        self.of_case = [one for one in written if one[0].name not in rest]
        self.receipt: str = next(rows[0][-1] for table, rows in written if table.name == "case_receipts")
        self.lock = threading.Lock()
        self.database = sqlite3.connect(folder / "bare.db", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32768"):
            self.database.execute(f"PRAGMA {pragma}")
        self.statements = {name: table.statement() for name, table in tables.items()}

    def begin(self) -> tuple[int, str]:
        """A file to write a photo to: its descriptor and path."""
        return tempfile.mkstemp(dir=self.blobs / "incoming")

    def photo(self, name: str, temporary: str, fd: int, hasher: Any) -> bytes:
        """Keep a photo that has been written to ``fd``, and say so in the database."""
        if hasher.hexdigest() != name:
            raise ValueError("another photo")
        os.fsync(fd)
        os.close(fd)
        final = self.blobs / name[:2] / name
        if not final.parent.exists():
            final.parent.mkdir(exist_ok=True)  # another thread may have made it since
            _sync(self.blobs)
        Path(temporary).rename(final)
        _sync(final.parent)
        with self.lock:
            self._write(self.of_photo, {self.sha256: name})
        return b'{"sha256":"%b"}' % name.encode()

    def case(self, case_id: UUID, report: dict[str, Any]) -> bytes:
        """Commit what a report leaves behind."""
        with self.lock:
            last = self.database.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
            day = self.number[:8]
            taken = self.database.execute("SELECT last FROM case_days WHERE day = ?", (day,)).fetchone()
            number = f"{day}-{(taken[0] if taken else 0) + 1:04d}"
            new = {
                str(self.id): str(case_id),
                self.id.hex: case_id.hex,
                self.sha256: report["photos"][0]["sha256"],
                self.number: number,
            }
            entries = self._chained(new, *(last or (0, GENESIS)))
            self._write([*self.of_case, (self.journal, entries)], new)
        return self.receipt.replace(str(self.id), str(case_id)).encode()

    def _write(self, values: Values, new: dict[str, str]) -> None:
        self.database.execute("BEGIN IMMEDIATE")
        for table, rows in values:
            renamed = rows if table is self.journal else [_renamed(row, new) for row in rows]
            self.database.executemany(self.statements[table.name], renamed)
        self.database.execute("COMMIT")

    def _chained(self, new: dict[str, str], seq: int, previous: str) -> list[Row]:
        """The journal's entries with hashes of their own, as the service makes them."""
        entries = []
        for row in self.entries:
            seq += 1
            entry = dict(zip(self.journal.columns, _renamed(row, new), strict=True))
            entry |= {"seq": seq, "previous": previous}
            sealed = {name: value for name, value in entry.items() if name != "hash"}
            sealed["at"] = entry["at"].replace(" ", "T") + "Z"
            for name in ("case_id", "actor_id"):
                sealed[name] = entry[name] and str(UUID(entry[name]))
            previous = hashlib.sha256(orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS)).hexdigest()
            entries.append((*(entry[name] for name in self.journal.columns[:-1]), previous))
        return entries


def _renamed(row: Row, new: dict[str, str]) -> Row:
    return tuple(_in(value, new) if isinstance(value, str) else value for value in row)


def _in(value: str, new: dict[str, str]) -> str:
    for old, now in new.items():
        if old in value:
            value = value.replace(old, now)
    return value


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)


def serve(bare: Bare, connection: socket.socket) -> None:
    """One connection, request after request."""
    buffer = bytearray(CHUNK)
    view = memoryview(buffer)
    with connection:
        while head := _head(connection):
            start, _, body = head.partition(b"\r\n\r\n")
            path = start.split(b" ", 2)[1].decode()
            length = int(start.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            if path.startswith("/api/photos/"):
                answer = _take_photo(bare, connection, path, body, length, view)
            else:
                while len(body) < length:
                    body += connection.recv(CHUNK)
                answer = bare.case(UUID(path.rpartition("/")[2]), orjson.loads(body))
            connection.sendall(
                b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%b" % (len(answer), answer)
            )


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(65_536)
        if not more:
            return b""
        head += more
    return head


def _take_photo(
    bare: Bare, connection: socket.socket, path: str, body: bytes, length: int, view: memoryview
) -> bytes:
    fd, temporary = bare.begin()
    hasher = hashlib.sha256(body)
    os.write(fd, body)
    left = length - len(body)
    while left:
        got = connection.recv_into(view, min(left, CHUNK))
        hasher.update(view[:got])
        os.write(fd, view[:got])
        left -= got
    return bare.photo(path.rpartition("/")[2], temporary, fd, hasher)


def main() -> None:
    """Serve until told to stop."""
    bare = Bare(Path(sys.argv[2]))
    with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(bare, connection), daemon=True).start()


if __name__ == "__main__":
    main()
