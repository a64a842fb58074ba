"""Whatever is cited must stand in the notice, word for word."""

from collections.abc import Iterator

from app.notices.faults import Fault
from app.notices.model import Notice


def check_clauses(notice: Notice) -> Iterator[Fault]:
    """Clauses, headings, title and number against the notice's text; white space doesn't count."""
    text = _without_space(notice.text)
    if not text:
        yield Fault("notice.txt", 0, "方案原文是空的。")
        return
    for key, words in (("title", notice.title), ("number", notice.number), ("bureau", notice.bureau)):
        if _without_space(words) not in text:
            yield Fault("notice.toml", notice.line("notice.toml", key), f"“{words}”在方案原文里找不到。")
    for clause in notice.clauses.values():
        line = notice.line("clauses.csv", clause.code)
        for name, words in (("text", clause.text), ("section", clause.section), ("item", clause.item)):
            if _without_space(words) not in text:
                yield Fault(
                    "clauses.csv",
                    line,
                    f"条款 {clause.code} 的 {name} 与方案原文不一致：{_where(words, text)}。",
                )


def _without_space(words: str) -> str:
    return "".join(words.split())


def _where(words: str, text: str) -> str:
    """From where on the words differ from the text, so that a long clause needn't be read twice."""
    bare = _without_space(words)
    same = 0
    while same < len(bare) and bare[: same + 1] in text:
        same += 1
    return f"原文没有“{bare[:20]}”" if same < 2 else f"从“{bare[max(0, same - 8) : same + 4]}”处起不同"
