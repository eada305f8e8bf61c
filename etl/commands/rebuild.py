"""`python -m etl rebuild`: summaries of facts as of today, and what the map shows otherwise by them; all copies if asked."""

from typing import Final

import click

from etl.commands.common import Texts, language_option, open_session, say, today
from gis.operations import ledger_effects, shares, tiles, unit_tiles

_TEXTS: Final = Texts("rebuild")


@click.command(
    "rebuild",
    help="Tính lại số liệu tổng hợp / compute the summaries anew",
)
@click.option(
    "--shares",
    "has_shares",
    is_flag=True,
    help="Tính lại cả tỷ lệ của từng xã trong từng dự án / the shares of communes in projects too",
)
@click.option(
    "--map",
    "has_map",
    is_flag=True,
    help="Vẽ lại cả dữ liệu bản đồ của mọi dự án và ranh giới / the map's copies of all projects and boundaries too",
)
@language_option
def rebuild(has_shares: bool, has_map: bool) -> None:
    """Make it anew in one transaction; readers see the old figures until the end."""
    day = today()
    with open_session() as session:
        say(_TEXTS, "begun")
        if has_shares:
            say(_TEXTS, "shares", count=shares.recompute_all(session))
        ledger_effects.rebuild(session, as_of=day)
        if has_map:
            say(_TEXTS, "map")
            unit_tiles.rebuild(session)
            tiles.rebuild(session, as_of=day)
        else:
            tiles.hold(session)
            tiles.advance(session, as_of=day)
        session.commit()
    say(_TEXTS, "done", day=f"{day:%d/%m/%Y}")
