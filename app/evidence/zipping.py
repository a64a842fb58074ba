"""An evidence pack as one ZIP file, written as it is read: originals of any size pass through in pieces.

Originals are stored, not squeezed: they are squeezed already, and a page can read them where they lie. The
manifest comes last, for it holds the hash of every other file as it was written.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson

from app.core.canonical import canonical_json
from app.core.clock import LOCAL
from app.evidence.gathering import Pack, PhotoFile
from app.journal.service_key import ServiceKey
from app.photos.blobs import BlobError, BlobStore

MANIFEST_FORMAT = "xuncheng-manifest-1"
PIECE_BYTES = 256 * 1024
ASSETS = Path(__file__).parent / "pack"
FILE_MODE = 0o644 << 16


class _Outlet:
    """What ZipFile writes to: bytes wait here until they are taken. It cannot seek, as it has no ``seek``."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        """All that has come since the last time."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def stream_zip(pack: Pack, store: BlobStore, key: ServiceKey) -> Iterator[bytes]:
    """The file's bytes in order. A missing original is left out; the page and ``check.py`` say so."""
    made: datetime = pack.said["made"]["at"]
    said = canonical_json(pack.said)
    files = {
        "index.html": page(said.decode()),
        "check.py": (ASSETS / "check.py").read_bytes(),
        "pack.json": said,
        **pack.texts,
    }
    written: list[dict[str, object]] = []
    outlet = _Outlet()
    with ZipFile(outlet, "w") as archive:  # type: ignore[call-overload]  # a sink without seek is allowed
        for name, data in files.items():
            archive.writestr(_info(name, made, ZIP_DEFLATED), data)
            written.append({"name": name, "bytes": len(data), "sha256": sha256(data).hexdigest()})
            yield outlet.take()
        for photo in pack.photos:
            source = _opened(store, photo)
            if source is None:
                continue
            running, size = sha256(), 0
            with source, archive.open(_info(photo.name, made, ZIP_STORED), "w") as target:
                while piece := source.read(PIECE_BYTES):
                    running.update(piece)
                    size += len(piece)
                    target.write(piece)
                    yield outlet.take()
            written.append({"name": photo.name, "bytes": size, "sha256": running.hexdigest()})
        manifest = _manifest(pack, written, key)
        archive.writestr(_info("manifest.json", made, ZIP_DEFLATED), manifest)
    yield outlet.take()


def _manifest(pack: Pack, written: list[dict[str, object]], key: ServiceKey) -> bytes:
    statement = canonical_json(
        {"case": pack.said["case"]["id"], "number": pack.number, "made": pack.said["made"], "files": written}
    ).decode()
    signed = {
        "format": MANIFEST_FORMAT,
        "statement": statement,
        "public_key": key.public,
        "signature": key.sign(statement),
    }
    return orjson.dumps(signed, option=orjson.OPT_INDENT_2)


def _info(name: str, made: datetime, squeezed: int) -> ZipInfo:
    info = ZipInfo(name, made.astimezone(LOCAL).timetuple()[:6])
    info.compress_type, info.external_attr = squeezed, FILE_MODE
    return info


def _opened(store: BlobStore, photo: PhotoFile) -> BinaryIO | None:
    try:
        if photo.rendition is None:
            return store.open(photo.sha256)
        return store.open_rendition(photo.sha256, photo.rendition)
    except (BlobError, OSError):
        return None


def page(said: str) -> bytes:
    """``index.html`` with what it shows inside it, so that it opens from a disk without a network."""
    harmless = said.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return _page().replace("{{pack}}", harmless).encode()


@cache
def _page() -> str:
    html = (ASSETS / "page.html").read_text("utf-8")
    style = (ASSETS / "page.css").read_text("utf-8")
    script = "".join(
        (ASSETS / name).read_text("utf-8") for name in ("words.js", "files.js", "check.js", "show.js")
    )
    return html.replace("{{style}}", style).replace("{{script}}", script)
