"""`python -m etl setup-data`: everything a first start needs; again, it only brings what is missing."""

from typing import Final

import click
from sqlalchemy.orm import Session

from etl.boundaries.downloads import Downloads, read_downloads
from etl.boundaries.load import installed_choice, load_units
from etl.boundaries.sources import find_boundary_files
from etl.commands.common import ExitCode, Texts, open_session, today
from etl.demo.history.level import FULL_UP_TO
from etl.findings import LANGUAGES, Findings, Severity
from etl.reference import load_reference
from gis.operations import ledger_effects, tiles, unit_tiles, versions
from gis.operations.audit import Actor
from gis.operations.refresh import after_boundaries
from gis.operations.tile_warmth import warm
from gis.queries.contents import (
    demo_without_history,
    demo_without_residents,
    has_projects,
    has_units,
    schematic_codes,
)
from gis.queries.indicators import data_day

_TEXTS: Final = Texts("setup_data")
ACTOR: Final = Actor("etl setup-data")
DEMO_PROJECT_COUNT: Final = 400
DEMO_SEED: Final = 1
MOST_PROJECTS: Final = 20_000
"""More are counted anew for a new month by `python -m etl rebuild`, not while somebody waits for a start."""


@click.command(help="Dữ liệu ban đầu: danh mục, đơn vị, dự án trình diễn / what a first start needs")
@click.pass_context
def setup_data(ctx: click.Context) -> None:
    """Bring reference rows and units up to date; fill an empty database with demonstration projects."""
    with open_session() as session:
        load_reference(session)
        session.commit()
        findings = Findings()
        _bring_units(session, findings)
        session.commit()
        if has_projects(session):
            _tell("projects_kept")
            _bring_history(session)
            _bring_summaries(session)
        else:
            _bring_demonstration(session)
        session.commit()
        unit_tiles.ensure(session)
        tiles.ensure(session, as_of=today())
        session.commit()
        warm(session)
    ctx.exit(ExitCode.DONE)


def _tell(key: str, **params: object) -> None:
    """Tell a step in both languages, as the set-up does that this is a part of."""
    vietnamese, english = (_TEXTS.get(key, language, **params) for language in LANGUAGES)
    click.echo(f"{vietnamese}\n  {english.removeprefix('· ')}")


def _bring_units(session: Session, findings: Findings) -> None:
    downloads = Downloads(findings, pinned=read_downloads())
    if not _should_load(session, downloads):
        _tell("units_kept")
        return
    _tell("units_loading")
    loaded = load_units(session, ACTOR, installed_choice(), findings=findings, downloads=downloads)
    if loaded.is_changed:
        after_boundaries(session)
    _tell("units_loaded", old_count=loaded.old_count, new_count=loaded.new_count)
    for finding in findings:
        mark = "!" if finding.severity is not Severity.INFO else "·"
        for language, sign in zip(LANGUAGES, (mark, " "), strict=True):
            click.echo(f"  {sign} {finding.message(language)} {finding.remedy(language)}".rstrip())


def _should_load(session: Session, downloads: Downloads) -> bool:
    """Say whether loading could bring anything: no units yet, files at hand, or a download for a schematic unit."""
    if not has_units(session) or find_boundary_files(None):
        return True
    return downloads.may_bring(schematic_codes(session, downloads.codes))


def _bring_history(session: Session) -> None:
    """Give demonstration projects of older versions what newer ones have; projects of people are never touched."""
    has_gaps = demo_without_history(session, most=FULL_UP_TO)
    has_no_residents = demo_without_residents(session, most=FULL_UP_TO)
    if not has_gaps and not has_no_residents:
        return
    from etl.demo.generate import (
        Wish,
        add_missing_history,
        add_missing_residents,
    )  # numpy and its kin: only where something is missing

    wish = Wish(projects=0, seed=DEMO_SEED, as_of=today())
    if has_no_residents and add_missing_residents(session, wish):
        versions.bump(session)
    rows = add_missing_history(session, wish) if has_gaps else 0
    if rows:
        ledger_effects.rebuild(session, as_of=today())
        _tell("history", rows=rows)


def _bring_summaries(session: Session) -> None:
    """Count what was never counted; else let the days since the last start pass."""
    if data_day(session) is None:
        _tell("summaries")
        ledger_effects.rebuild(session, as_of=today())
    else:
        ledger_effects.advance(session, as_of=today(), most_projects=MOST_PROJECTS)


def _bring_demonstration(session: Session) -> None:
    from etl.demo.generate import Wish, fill  # numpy and its kin are wanted on a first start only
    from etl.demo.office import work

    _tell("demonstration", count=DEMO_PROJECT_COUNT)
    fill(session, Wish(projects=DEMO_PROJECT_COUNT, seed=DEMO_SEED, as_of=today()))
    ledger_effects.rebuild(session, as_of=today())
    work(session, ACTOR, seed=DEMO_SEED, as_of=today())
