"""`python -m etl demo`: demonstration data for the units of this installation."""

from datetime import datetime
from typing import Final

import click
from rich.progress import Progress
from sqlalchemy.orm import Session

from etl.boundaries.downloads import Downloads, read_downloads
from etl.boundaries.load import Choice, installed_choice, load_units
from etl.commands.common import ExitCode, Texts, current_language, language_option, open_session, say, today
from etl.demo.generate import Filled, Wish, fill
from etl.demo.history.level import Level, fitting
from etl.demo.office import work
from etl.findings import Findings
from gis.domain.units import UnitLevel
from gis.operations import ledger_effects
from gis.operations.audit import Actor
from gis.operations.refresh import after_boundaries
from gis.queries.demonstration import province_codes

_TEXTS: Final = Texts("demo")
_SCALES: Final = (UnitLevel.DISTRICT.value, UnitLevel.PROVINCE.value, UnitLevel.COUNTRY.value)


@click.command("demo")
@click.option(
    "--projects",
    type=click.IntRange(1, 2_000_000),
    default=400,
    show_default=True,
    help="Số dự án / how many",
)
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Hạt giống / the same gives the same"
)
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Tính đến ngày / as of: YYYY-MM-DD"
)
@click.option(
    "--units",
    "scale",
    type=click.Choice(_SCALES, case_sensitive=False),
    default=None,
    help="Nạp thêm đơn vị trước: huyện, tỉnh của huyện, cả nước / load these units first",
)
@click.option(
    "--history",
    type=click.Choice([level.value for level in Level]),
    default=None,
    help="Sổ theo dõi: đầy đủ (đến 20.000 dự án), gọn, không / how much of the ledgers to fill",
)
@language_option
@click.pass_context
def demo(
    ctx: click.Context,
    projects: int,
    seed: int,
    as_of: datetime | None,
    scale: str | None,
    history: str | None,
) -> None:
    """Thêm dự án minh họa vào các xã đã nạp / add demonstration projects to the units that are loaded."""
    level = Level(history) if history else fitting(projects)
    wish = Wish(projects=projects, seed=seed, as_of=as_of.date() if as_of else today(), history=level)
    with open_session() as session:
        if scale is not None:
            _load(session, UnitLevel(scale))
        try:
            done = _fill(session, wish)
        except LookupError:
            say(_TEXTS, "no_units")
            ctx.exit(ExitCode.REFUSED)
        ledger_effects.rebuild(session, as_of=wish.as_of)
        if level is Level.FULL:
            work(session, Actor("etl demo"), seed=seed, as_of=wish.as_of)
        session.commit()
    say(_TEXTS, "done", count=done.projects, rows=done.history_rows, seed=seed)


def _fill(session: Session, wish: Wish) -> Filled:
    with Progress(transient=True) as progress:
        task = progress.add_task(_TEXTS.get("progress", current_language()), total=wish.projects)
        return fill(session, wish, report=lambda done, _total: progress.update(task, completed=done))


def _load(session: Session, scale: UnitLevel) -> None:
    """Load the installation's own territory and, where more is wanted, the province around it or the country."""
    _bring(session, Choice(UnitLevel.COUNTRY) if scale is UnitLevel.COUNTRY else installed_choice())
    if scale is UnitLevel.PROVINCE:
        for code in province_codes(session):
            _bring(session, Choice(UnitLevel.PROVINCE, code))


def _bring(session: Session, choice: Choice) -> None:
    findings = Findings()
    downloads = Downloads(findings, pinned=read_downloads())
    loaded = load_units(session, Actor("etl demo"), choice, findings=findings, downloads=downloads)
    if loaded.is_changed:
        after_boundaries(session)
