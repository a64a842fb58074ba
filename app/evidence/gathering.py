"""All that an evidence pack says of one case: what was sealed, by whom, and what proves that it stood."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.cases.attaching import location_of
from app.cases.models import Case, CasePhoto
from app.cases.queries import journal_of, photos_of
from app.cases.retold import COLUMNS
from app.cases.states import STATE_LABELS
from app.cases.table import names_of
from app.core.base64url import unpacked
from app.core.canonical import canonical_json
from app.core.clock import now
from app.journal.chain import columns_of
from app.journal.checkpoint_models import Checkpoint
from app.journal.checkpoints import Signed, read_checkpoint
from app.journal.merkle import leaf, paths_to
from app.journal.models import Entry
from app.notices.versions import Versions
from app.people.models import Account
from app.photos.blobs import BlobError, BlobStore
from app.photos.kinds import HEAD_BYTES, Kind, kind_of
from app.photos.models import Photo
from app.photos.records import arrivals_of
from app.seals.keeping import seals_of
from app.seals.models import DeviceKey, Seal

FORMAT = "xuncheng-evidence-1"
SUFFIX = {
    Kind.JPEG: "jpg",
    Kind.PNG: "png",
    Kind.WEBP: "webp",
    Kind.HEIF: "heic",
    Kind.AVIF: "avif",
    Kind.GIF: "gif",
    Kind.BMP: "bmp",
    Kind.TIFF: "tif",
}
BROWSERS_SHOW = frozenset({"jpg", "png", "webp", "gif", "avif", "bmp"})
ED25519_DER = bytes.fromhex("302a300506032b6570032100")
"""What comes before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410)."""
AT_A_TIME = 10_000
WORKED_OUT = frozenset({"cell"})
"""Columns that follow from others: a pack leaves them out."""
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A photo of the pack: the file's name, the blob it is, and whether it is a rendition only to look at."""

    name: str
    sha256: str
    rendition: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """What goes into the file. ``said`` is ``pack.json``; ``texts`` are small files by name, in order."""

    number: str
    said: Said
    texts: dict[str, bytes]
    photos: list[PhotoFile]


def gather(
    session: Session, versions: Versions, store: BlobStore, case: Case, service_key: str, made_by: str
) -> Pack:
    """Read it all; ``made_by`` is who takes the pack, as the pack names them."""
    entries = journal_of(session, case.id)
    signed = _checkpoints_around(session, entries)
    proofs = _proofs(session, entries, signed)
    photos = list(_photo_files(store, photos_of(session, case.id)))
    seals = seals_of(session, case.id)
    said: Said = {
        "format": FORMAT,
        "made": {"at": now(), "by": made_by},
        "case": _case(versions, case),
        "people": _people(session, [entry.actor_id for entry in entries]),
        "labels": {
            "operations": {entry.operation: names_of(entry.operation) for entry in entries},
            "states": {state.value: names for state, names in STATE_LABELS.items()},
            "columns": COLUMNS,
        },
        "photos": [_photo(session, files, photo) for files, photo in photos],
        "entries": [
            {
                "sealed": canonical_json(columns_of(entry)).decode(),
                "hash": entry.hash,
                "proof": proofs.get(entry.seq),
            }
            for entry in entries
        ],
        "seals": [_seal(session, seal) for seal in seals],
        "checkpoints": [{"file": f"checkpoints/{one.name}", "text": one.text} for one in signed],
        "service_key": service_key,
    }
    files = [file for files, _ in photos for file in files]
    return Pack(case.number, said, dict(_texts(signed, seals, service_key)), files)


def _case(versions: Versions, case: Case) -> Said:
    then = versions.of(case.notice_version_id)
    category = then.notice.categories.get(case.category_code)
    return {
        "id": case.id,
        "number": case.number,
        "version": case.version,
        "state": case.state,
        "category": then.category_name(case.category_code),
        "unit": then.unit_name(case.unit_code),
        "area": then.area_name(case.area_code),
        "routing": then.routing(case.rule_code, case.clause_code, case.why),
        "legal_basis": category.legal_basis if category else "",
        "reported_at": case.reported_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "demo": case.demo,
        "columns": {name: getattr(case, name) for name in COLUMNS if name not in WORKED_OUT},
    }


def _people(session: Session, ids: Iterable[UUID | None]) -> Said:
    query = select(col(Account.id), col(Account.name), col(Account.username)).where(
        col(Account.id).in_({one for one in ids if one})
    )
    return {str(row.id): {"name": row.name, "username": row.username} for row in session.execute(query)}


def _photo_files(
    store: BlobStore, photos: Sequence[CasePhoto]
) -> Iterator[tuple[list[PhotoFile], CasePhoto]]:
    for photo in photos:
        stem = f"photos/{photo.position + 1:02}-{photo.role}-{photo.sha256[:12]}"
        suffix = _suffix(store, photo.sha256)
        files = [PhotoFile(f"{stem}.{suffix}", photo.sha256)]
        if suffix not in BROWSERS_SHOW and store.has_rendition(photo.sha256, "screen"):
            files.append(PhotoFile(f"{stem}-screen.jpg", photo.sha256, "screen"))
        yield files, photo


def _suffix(store: BlobStore, sha256: str) -> str:
    try:
        with store.open(sha256) as original:
            kind = kind_of(original.read(HEAD_BYTES))
    except (BlobError, OSError):
        return "missing"
    return SUFFIX[kind] if kind else "bin"


def _photo(session: Session, files: Sequence[PhotoFile], photo: CasePhoto) -> Said:
    kept, fix = session.get(Photo, photo.sha256), location_of(photo)
    return {
        "file": files[0].name,
        "shown": files[-1].name,
        "sha256": photo.sha256,
        "role": photo.role,
        "taken_at": photo.taken_at,
        "location": fix and fix.model_dump(),
        "version": photo.version,
        "bytes": kept.bytes if kept else None,
        "received_at": kept.received_at if kept else None,
        "arrivals": arrivals_of(session, photo.sha256),
        "exif_at": kept.exif_at if kept else None,
        "examined": kept is not None and kept.examined_at is not None,
        "flags": kept.flags if kept else [],
    }


def _seal(session: Session, seal: Seal) -> Said:
    key = session.get(DeviceKey, seal.key_id)
    owner = session.get(Account, seal.account_id)
    return {
        "version": seal.version,
        "statement": seal.statement,
        "signature": seal.signature,
        "public_key": seal.public_key,
        "key_id": seal.key_id,
        "digest": seal.digest,
        "verdict": seal.verdict,
        "received_at": seal.received_at,
        "owner": owner.name if owner else "",
        "key": key and {"label": key.label, "registered_at": key.registered_at, "revoked_at": key.revoked_at},
    }


def _checkpoints_around(session: Session, entries: Sequence[Entry]) -> list[Signed]:
    """Those that cover an entry, and the last one before the first entry; oldest first."""
    query = select(col(Checkpoint.document))
    wanted: dict[int, Signed] = {}
    before = (
        query.where(col(Checkpoint.seq) < entries[0].seq).order_by(col(Checkpoint.number).desc()).limit(1)
    )
    reached = -1
    texts = list(session.execute(before).scalars())
    for entry in entries:
        if entry.seq <= reached:
            continue
        covering = query.where(col(Checkpoint.seq) >= entry.seq).order_by(col(Checkpoint.number)).limit(1)
        for text in session.execute(covering).scalars():
            texts.append(text)
            reached = read_checkpoint(text).statement.seq
    for one in map(read_checkpoint, texts):
        wanted[one.statement.number] = one
    return [wanted[number] for number in sorted(wanted)]


def _proofs(session: Session, entries: Sequence[Entry], signed: Sequence[Signed]) -> dict[int, Said]:
    """For each covered entry its place and path in its checkpoint's tree, by ``seq``."""
    proofs: dict[int, Said] = {}
    for one in signed:
        first, last = one.statement.first, one.statement.seq
        places = {entry.seq - first: entry.seq for entry in entries if first <= entry.seq <= last}
        if not places:
            continue
        hashes = session.execute(
            select(col(Entry.hash))
            .where(col(Entry.seq).between(first, last))
            .order_by(col(Entry.seq))
            .execution_options(yield_per=AT_A_TIME)
        ).scalars()
        paths = paths_to(map(leaf, hashes), places)
        for place, seq in places.items():
            proofs[seq] = {
                "checkpoint": one.statement.number,
                "index": place,
                "size": last - first + 1,
                "path": [beside.hex() for beside in paths[place]],
            }
    return proofs


def _texts(signed: Sequence[Signed], seals: Sequence[Seal], service_key: str) -> Iterator[tuple[str, bytes]]:
    """Checkpoints and seals as files of their own, in the shapes that openssl reads."""
    yield "keys/service.pem", _pem(ED25519_DER + unpacked(service_key))
    for one in signed:
        stem = f"checkpoints/{one.name.removesuffix('.json')}"
        yield f"{stem}.json", one.text.encode()
        yield f"{stem}.txt", one.said.encode()
        yield f"{stem}.sig", unpacked(one.signature)
    for seal in seals:
        yield f"seals/{seal.version:02}.txt", seal.statement.encode()
        try:
            raw, key = unpacked(seal.signature), unpacked(seal.public_key)
        except ValueError:
            continue  # it says so itself: a bad signature, kept word for word in pack.json
        yield f"seals/{seal.version:02}.sig", _as_der(raw)
        yield f"seals/{seal.version:02}.pem", _pem(key)


def _pem(der: bytes) -> bytes:
    text = b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""]).encode()


def _as_der(raw: bytes) -> bytes:
    """r and s, 32 bytes each, as the ASN.1 sequence that openssl wants (RFC 3279, 2.2.3)."""
    numbers = b""
    for half in (raw[:32], raw[32:]):
        number = half.lstrip(b"\0") or b"\0"
        number = b"\0" + number if number[0] & 0x80 else number
        numbers += b"\x02" + bytes([len(number)]) + number
    return b"\x30" + bytes([len(numbers)]) + numbers


def has_uncovered(session: Session, case_id: UUID) -> bool:
    """Whether the case's last entry is not yet under a checkpoint."""
    last = select(func.max(Entry.seq)).where(col(Entry.case_id) == case_id).scalar_subquery()
    query = select(col(Checkpoint.number)).where(col(Checkpoint.seq) >= last).limit(1)
    return session.execute(query).first() is None
