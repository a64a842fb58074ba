"""Old backups go, and with them the originals that no backup left has: forgotten is forgotten here too.

Also whether a backup is still what was written, without restoring it.
"""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

from app.keeping.backups import MANIFEST, BackupFault, broken_files, held, originals_in, read_manifest
from app.keeping.rows import rows_from
from app.photos.models import Photo
from app.photos.moving import broken_originals

Tell = Callable[[str, int], None]
SHOWN = 5


def prune(into: Path, keep: int) -> tuple[int, int]:
    """Keep so many of the newest backups in a folder; how many backups and originals went.

    Raises:
        BackupFault: where one that stays cannot be read; then no original goes; or somebody is at work there.
    """
    with held(into):
        return _prune(into, keep)


def _prune(into: Path, keep: int) -> tuple[int, int]:
    finished = sorted(path.parent for path in into.glob(f"*Z/{MANIFEST}"))
    old = finished[: max(0, len(finished) - keep)]
    for folder in old:
        shutil.rmtree(folder)
    if not old:
        return 0, 0
    wanted = {name for folder in finished[len(old) :] for name in _originals_of(folder)}
    store = originals_in(into)
    unwanted = [name for name in store.each() if name not in wanted]
    for name in unwanted:
        store.remove(name)
    return len(old), len(unwanted)


def prove_backup(folder: Path, tell: Tell) -> int:
    """Read a backup's files and originals again; how many originals it has.

    Raises:
        BackupFault: naming what is missing or changed, or where somebody is at work there.
    """
    with held(folder.parent):
        return _prove(folder, tell)


def _prove(folder: Path, tell: Tell) -> int:
    broken = broken_files(folder, read_manifest(folder))
    if broken:
        raise BackupFault(f"备份里的文件缺失或被改动：{'、'.join(broken[:SHOWN])}。请换一份备份。")
    seen = broken_originals(
        originals_in(folder.parent), _originals_of(folder), lambda count: tell("原件", count)
    )
    if seen.faults:
        raise BackupFault(f"{len(seen.faults)} 个照片原件有问题，第一个是 {seen.faults[0]}")
    return seen.there


def _originals_of(folder: Path) -> list[str]:
    table = Photo.__table__  # type: ignore[attr-defined]  # SQLModel puts it there
    try:
        with gzip.open(folder / "tables" / f"{table.name}.jsonl.gz", "rb") as lines:
            return [row["sha256"] for row in rows_from(table, lines)]
    except (OSError, ValueError) as why:
        raise BackupFault(f"备份 {folder.name} 读不懂：{why}") from why
