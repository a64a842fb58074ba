"""Does the journal still agree with everything that was signed about it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.clock import LOCAL
from app.journal.chain import GENESIS, Breach, Sealed
from app.journal.checkpoints import Signed, read_checkpoint
from app.journal.merkle import Root, leaf
from app.journal.service_key import is_signed_by

PATTERN = "checkpoint-*.json"
DATABASE = "数据库"


@dataclass(frozen=True, slots=True)
class Source:
    """Checkpoints from one place, oldest first, and what could not be read there."""

    place: str
    checkpoints: list[Signed]
    faults: list[str]


def read_folder(folder: Path) -> Source:
    """The checkpoints that lie in a folder. Raises OSError."""
    found, faults = [], []
    for path in sorted(folder.glob(PATTERN)):
        try:
            found.append(read_checkpoint(path.read_text("utf-8")))
        except ValueError:
            faults.append(f"检查点文件 {path} 读不出来或被改动：请用异地保存的同名文件替换后重新核验。")
    return Source(str(folder), sorted(found, key=lambda one: one.statement.number), faults)


def source_of(checkpoints: Iterable[Signed]) -> Source:
    """Those that stand in the database."""
    return Source(DATABASE, list(checkpoints), [])


def source_faults(sources: Iterable[Source], public_key: str | None) -> Iterator[str]:
    """What is wrong with the checkpoints themselves: signatures, their chain, places that disagree.

    ``public_key``: the service's as its key file has it; without one, the first checkpoint's is held to.
    """
    known: dict[int, tuple[str, Signed]] = {}
    for source in sources:
        yield from source.faults
        for one in source.checkpoints:
            public_key = public_key or one.public_key
            yield from _own_faults(source.place, one, public_key)
            place, other = known.setdefault(one.statement.number, (source.place, one))
            if other.text != one.text:
                yield (
                    f"{name(one)}在{source.place}与在{place}的内容不同：其中之一被换过，"
                    "请核对异地保存的副本。"
                )
        yield from _chain_faults(source)
    yield from _dropped(sources, known)


def _own_faults(place: str, one: Signed, public_key: str) -> Iterator[str]:
    if one.public_key != public_key:
        yield (
            f"{place}中的{name(one)}不是用本系统的密钥签的（公钥 {one.public_key[:12]}…，"
            f"应为 {public_key[:12]}…）：若没有换过密钥，它是伪造的。"
        )
    if not is_signed_by(one.public_key, one.said, one.signature):
        yield f"{place}中的{name(one)}签名不符，内容被改动：请用异地保存的同名文件核对。"


def _chain_faults(source: Source) -> Iterator[str]:
    before: Signed | None = None
    for one in source.checkpoints:
        follows = before is not None and before.statement.number == one.statement.number - 1
        expected = before.digest if before and follows else GENESIS if one.statement.number == 1 else None
        if expected is not None and one.statement.previous != expected:
            yield f"{source.place}中的{name(one)}与前一号衔接不上：前一号被换过。"
        if before is not None and not follows:
            yield (
                f"{source.place}缺检查点第 {before.statement.number + 1} 号"
                f"至第 {one.statement.number - 1} 号：请从异地副本补回。"
            )
        before = one


def _dropped(sources: Iterable[Source], known: dict[int, tuple[str, Signed]]) -> Iterator[str]:
    for source in sources:
        if source.place != DATABASE:
            continue
        there = {one.statement.number for one in source.checkpoints}
        for number in sorted(known.keys() - there):
            place, one = known[number]
            yield f"数据库里没有{name(one)}，但{place}有它：数据库被截短或换过。"


class Witness:
    """Holds the journal, as it is walked from the first entry, against the checkpoints."""

    def __init__(self, checkpoints: Iterable[Signed]) -> None:
        self._to_come = sorted({one.text: one for one in checkpoints}.values(), key=_order, reverse=True)
        self._root, self._first = Root(), 0
        self._last = 0

    def sees(self, entry: Sealed) -> Iterator[Breach]:
        """The next entry; yields where it is not what a checkpoint remembers."""
        self._last = entry.seq
        if self._to_come and self._to_come[-1].statement.first == entry.seq:
            self._root, self._first = Root(), entry.seq
        self._root.add(leaf(entry.hash))
        while self._to_come and self._to_come[-1].statement.seq <= entry.seq:
            yield from self._holds(self._to_come.pop(), entry)

    def ends(self) -> Iterator[Breach]:
        """All entries have been seen; yields the checkpoints that remember more."""
        for one in reversed(self._to_come):
            if one.statement.seq > self._last:
                yield Breach(
                    self._last + 1,
                    f"流转记录被截短：{name(one)}记到第 {one.statement.seq} 条，现在只到第 {self._last} 条。"
                    "请保全数据库文件，并从备份恢复缺失的记录。",
                )

    def _holds(self, one: Signed, entry: Sealed) -> Iterator[Breach]:
        said = one.statement
        if entry.seq != said.seq or entry.hash != said.hash:
            yield Breach(
                said.seq,
                f"{name(one)}记下的第 {said.seq} 条哈希是 {said.hash[:16]}…，现在不是："
                "流转记录在那之后被整体改写。请保全数据库文件，并与备份逐条比对。",
            )
        elif said.first == self._first and self._root.digest().hex() != said.root:
            yield Breach(said.seq, f"{name(one)}覆盖的第 {said.first} 至 {said.seq} 条与签下的不同。")


def _order(one: Signed) -> tuple[int, int]:
    return one.statement.seq, one.statement.number


def name(one: Signed) -> str:
    """A checkpoint as sentences call it."""
    return f"检查点第 {one.statement.number} 号（{one.statement.moment.astimezone(LOCAL):%Y-%m-%d %H:%M}）"
