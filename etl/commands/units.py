"""`units load` sets up a territory: its units of both dates with the best boundaries at hand."""

from pathlib import Path
from typing import Final

import click

from etl.boundaries.downloads import Downloads, read_downloads
from etl.boundaries.load import Choice, installed_choice, load_units
from etl.commands.common import Texts, exit_code, language_option, open_session, say, show_findings
from etl.findings import Findings
from gis.domain.units import BoundaryKind, UnitLevel
from gis.operations.audit import Actor
from gis.operations.refresh import after_boundaries

_TEXTS: Final = Texts("units")
ACTOR: Final = Actor("etl units load")


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
        loaded = load_units(session, ACTOR, choice, findings=findings, given=given, downloads=downloads)
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
