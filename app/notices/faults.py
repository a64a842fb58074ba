"""What is wrong with a notice folder, said so that whoever keeps the files can find and mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: file name, line counted from 1 (0: the file as a whole), a Chinese sentence."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{place}：{self.message}"


class NoticeFaults(Exception):  # noqa: N818  (it is the list of faults, raised)
    """A folder that cannot be used; ``faults`` holds every fault found, sorted by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: list[Fault] = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))
