"""``python -m app areas import FILE``: first told as a dry run, written only with ``--apply``."""

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.cases.relocating import Relocation, relocate, relocations
from app.core.config import Settings
from app.core.db import Database
from app.journal.record import SYSTEM
from app.notices.check import check
from app.notices.versions import InForce, Versions, load
from app.places.importing import Plan, plan_import
from app.places.outline_files import Datum, UnreadableOutlines
from app.places.outlines import read_outlines

LISTED = 50
"""How many relocated cases are printed one by one; all are counted."""

areas = typer.Typer(no_args_is_help=True, help="Outlines of towns, villages and grid cells.")


@areas.command("import")
def import_areas(
    file: Annotated[
        Path, typer.Argument(help="GeoJSON, Shapefile or zipped Shapefile.", exists=True, dir_okay=False)
    ],
    datum: Annotated[Datum, typer.Option(help="What the file's positions are measured in.")],
    apply: Annotated[bool, typer.Option("--apply", help="Write it; without this it is only told.")] = False,
) -> None:
    """Put outlines in force as a new version of the notice; cases that lie elsewhere are listed first."""
    with closing(Database(Settings().database_url)) as database:
        current = Versions(database).in_force
        plan = _plan(current, file, datum)
        proposed = InForce(current.id, current.number, plan.notice)
        with database.writing() if apply else database.reading() as session:
            found = list(relocations(session, proposed))
            _tell_relocated(proposed, found)
            _tell(plan)
            if apply:
                _apply(session, plan, found)
    if not apply:
        typer.echo("以上为试算，什么都没有改动。确认无误后加 --apply 正式导入。")


def _plan(current: InForce, file: Path, datum: Datum) -> Plan:
    """What the file makes of the notice; where it is nothing that is told, and the command ends."""
    try:
        plan = plan_import(current.notice, read_outlines(file, datum))
    except UnreadableOutlines as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from None
    faults = check(plan.notice)
    if faults or not plan.placed:
        _tell(plan)
        for fault in faults:
            typer.echo(str(fault), err=True)
        typer.echo("没有可以导入的边界，什么都没有改动。", err=True)
        raise typer.Exit(1)
    return plan


def _apply(session: Session, plan: Plan, found: list[Relocation]) -> None:
    number, is_new = load(session, plan.notice)
    moved = relocate(session, SYSTEM, found)
    said = f"方案第 {number} 版已生效" if is_new else "边界与现行的相同"
    typer.echo(f"{said}；{moved} 件在办案件改到新区域，责任单位和时限不变。")


def _tell(plan: Plan) -> None:
    for sentence in plan.refused:
        typer.echo(f"未采用：{sentence}", err=True)
    for sentence in plan.repaired:
        typer.echo(f"已修复：{sentence}")
    for sentence in plan.overlaps:
        typer.echo(f"请核对：{sentence}")
    levels = Counter({9: "镇街", 12: "村居", 15: "网格"}.get(len(code), "县") for code in plan.placed)
    parts = "，".join(f"{name} {count}" for name, count in levels.items()) or "无"
    typer.echo(f"可导入的边界：{parts}；其中新网格 {len(plan.new_grids)} 个；未采用 {len(plan.refused)} 个。")


def _tell_relocated(proposed: InForce, found: list[Relocation]) -> None:
    in_hand = [one for one in found if one.is_open]
    elsewhere = [one for one in in_hand if one.unit_by_rule != one.unit]
    typer.echo(
        f"将换区域的案件 {len(found)} 件：在办 {len(in_hand)} 件"
        f"（其中按规则会换责任单位的 {len(elsewhere)} 件），已结的 {len(found) - len(in_hand)} 件保持原样。"
    )
    for one in (elsewhere + [one for one in in_hand if one.unit_by_rule == one.unit])[:LISTED]:
        was, becomes = (_named(proposed, code) for code in (one.was, one.becomes))
        unit = proposed.unit_name(one.unit)["name"]
        change = ""
        if one.unit_by_rule != one.unit:
            change = f"；按规则应归{proposed.unit_name(one.unit_by_rule)['name']}，现由{unit}办理"
        typer.echo(f"  {one.number}：{was} → {becomes}{change}")
    if len(in_hand) > LISTED:
        typer.echo(f"  ……还有 {len(in_hand) - LISTED} 件。")


def _named(proposed: InForce, code: str | None) -> str:
    area = proposed.area_name(code)
    return area["name"] if area else "区域外"
