"""`units load` sets up a territory; `import units` replaces boundaries with the authority's own."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from etl.boundaries.authority import Rules, import_boundaries
from etl.boundaries.downloads import Downloads, read_downloads
from etl.boundaries.load import Choice, installed_choice, load_units
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
from gis.domain.units import BoundaryKind, UnitLevel
from gis.operations.audit import Actor
from gis.operations.refresh import after_boundaries

_TEXTS: Final = Texts("units")
LOADER: Final = Actor("etl units load")
IMPORTER: Final = Actor("etl import units")


@click.group(help="Đơn vị hành chính theo thời gian / dated administrative units")
def units() -> None:
    """Hold the commands about units."""


@units.command(help="Nạp đơn vị của một huyện, một tỉnh hoặc cả nước / set up a territory")
@click.option("--district", metavar="MÃ", help="Mã huyện trước 01/07/2025 / a district's old code")
@click.option("--province", metavar="MÃ", help="Mã tỉnh / a province's code")
@click.option("--country", is_flag=True, help="Cả nước / the whole country")
@click.option(
    "--from",
    "given",
    type=click.Path(exists=True, path_type=Path),
    help="Thư mục hoặc tệp ranh giới / boundaries",
)
@language_option
@click.pass_context
def load(
    ctx: click.Context, district: str | None, province: str | None, country: bool, given: Path | None
) -> None:
    """Load the territory that is named, else the one of data/reference/installation.toml."""
    choice = _choice(district, province, is_country=country)
    findings = Findings()
    with open_session() as session:
        downloads = Downloads(findings, pinned=read_downloads())
        loaded = load_units(session, LOADER, choice, findings=findings, given=given, downloads=downloads)
        if loaded.is_changed:
            after_boundaries(session)
        session.commit()
    schematic = loaded.kinds[BoundaryKind.SCHEMATIC]
    drawn = sum(loaded.kinds.values()) - schematic
    say(_TEXTS, "loaded", **loaded._asdict(), drawn=drawn, schematic=schematic)
    show_findings(findings)
    ctx.exit(exit_code(findings))


def _choice(district: str | None, province: str | None, *, is_country: bool) -> Choice:
    named = [
        *([Choice(UnitLevel.DISTRICT, district)] if district else []),
        *([Choice(UnitLevel.PROVINCE, province)] if province else []),
        *([Choice(UnitLevel.COUNTRY)] if is_country else []),
    ]
    if len(named) > 1:
        raise click.UsageError("--district, --province, --country: chọn một / choose one")
    return named[0] if named else installed_choice()


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
    wanted = Rules(on=on.date() if on else None, **rules)
    with open_session() as session:
        taken = import_boundaries(session, IMPORTER, place, wanted, findings=findings, as_of=today())
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
