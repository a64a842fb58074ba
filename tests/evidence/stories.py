"""A case worth proving, and packs of it as they are handed over."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.evidence.pack import check
from tests.bureau import Bureau, fix_off, report_body
from tests.seals.phone import Phone

Files = dict[str, bytes]


@dataclass(frozen=True)
class Proved:
    """A case whose report and feedback were sealed by phones."""

    bureau: Bureau
    id: str
    number: str

    def pack(self, who: str = "command") -> bytes:
        """The pack as that person downloads it."""
        answer = self.bureau[who].http.get(f"/api/cases/{self.id}/evidence.zip")
        assert answer.status_code == 200, answer.text
        content: bytes = answer.content
        return content


def a_proved_case(bureau: Bureau) -> Proved:
    """Two photos reported under a seal, accepted, fed back under a seal; another case goes on in between."""
    inspector, crew = bureau["inspector"], bureau["crew-zfdd"]
    phone, crews = Phone(), Phone()
    phone.registers(inspector)
    crews.registers(crew)
    case_id, photos = str(uuid4()), [inspector.take_photo(), inspector.take_photo()]
    report = report_body(photos[0]) | {"description": "店外经营 </script><b>&\u2028\\u003c"}
    report["photos"] += [{"sha256": photos[1], "role": "far", "taken_at": "2026-11-23T09:00:01+08:00"}]
    sealed = report | {"seal": phone.seals(case_id, report)}
    receipt = inspector.http.put(f"/api/cases/{case_id}", json=sealed).json()
    bureau["inspector2"].files()
    bureau["dispatcher-zfdd"].does("accept", case_id)
    shot = {"sha256": crew.take_photo(role="after"), "role": "after", "location": fix_off(35)}
    after: list[dict[str, Any]] = [shot]
    crew.does("feedback", case_id, photos=after, seal=crews.seals_step(case_id, "feedback", after))
    return Proved(bureau, case_id, receipt["number"])


def files_in(pack: bytes) -> Files:
    """The pack's files by name, in its order."""
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Files) -> bytes:
    """Files as a pack again, as somebody does who has changed one."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def unpacked_in(folder: Path, files: Files) -> Path:
    """The files unpacked below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def faults_in(files: Files) -> list[str]:
    """What ``check.py`` finds."""
    return check.check(files.__getitem__)[1].faults


def with_data(files: Files, change: Callable[[dict[str, Any]], None]) -> Files:
    """``pack.json`` and the page altered alike, as a careful forger does."""
    data = json.loads(files["pack.json"])
    change(data)
    said = json.dumps(data, ensure_ascii=False)
    head, rest = files["index.html"].decode().split('<script type="application/json" id="pack">')
    page = f'{head}<script type="application/json" id="pack">{said.replace("<", chr(92) + "u003c")}</script>{rest.split("</script>", 1)[1]}'
    return files | {"pack.json": said.encode(), "index.html": page.encode()}
