"""`import units` replaces boundaries with the authority's own."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from etl.boundaries.authority import Rules, import_boundaries
from etl.commands.common import (
    ExitCode,
    Texts,
    exit_code,
    language_option,
    open_session,
    say,
    show_findings,
    today,
    write_report,
)
from etl.findings import Findings
from gis.operations.audit import Actor
from gis.operations.refresh import after_boundaries

_TEXTS: Final = Texts("units")
ACTOR: Final = Actor("etl import units")


@click.command("units", help="Thay ranh giới bằng tệp của cơ quan có thẩm quyền / the authority's boundaries")
@click.argument("place", metavar="THƯ_MỤC|TỆP", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--crs", "epsg", type=int, metavar="EPSG", help="Hệ tọa độ của tệp / of the file: 9218, 5899, 4326 …"
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    help="Một ngày của bộ đơn vị / a day of the unit set",
)
@click.option("--repair", is_flag=True, help="Sửa hình tự cắt và báo chênh lệch diện tích / repair crossings")
@click.option(
    "--tolerance",
    "tolerance_m2",
    type=click.FloatRange(0),
    default=500.0,
    show_default=True,
    metavar="M2",
    help="Chồng lấn, khoảng hở nhỏ nhất được báo / least overlap or gap that is reported",
)
@click.option(
    "--all-or-nothing", is_flag=True, help="Có lỗi thì không thay gì / nothing where there is an error"
)
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra, không ghi / check only")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Ghi phát hiện ra JSON / findings"
)
@language_option
def import_units(place: Path, on: datetime | None, dry_run: bool, report: Path | None, **rules: Any) -> None:
    """Check the boundaries of a file or folder and put them in place of the ones in use."""
    findings = Findings()
    wanted = Rules(on=on.date() if on else None, is_trial=dry_run, **rules)
    with open_session() as session:
        taken = import_boundaries(session, ACTOR, place, wanted, findings=findings, as_of=today())
        if taken.changed_ids and not dry_run:
            after_boundaries(session)
            session.commit()
        else:
            session.rollback()
    show_findings(findings)
    if report is not None:
        write_report(report, findings)
    counts = {"matched": taken.matched_count, "changed": len(taken.changed_ids)}
    say(_TEXTS, "checked" if dry_run else "taken", parents=len(taken.parent_ids), **counts)
    click.get_current_context().exit(ExitCode.REFUSED if taken.is_refused else exit_code(findings))
