"""`python -m etl rebuild`: summaries of facts and the map's copies of projects and boundaries, as of today."""

from typing import Final

import click

from etl.commands.common import Texts, language_option, open_session, say, today
from gis.operations import shares, summaries, tiles, unit_tiles, versions

_TEXTS: Final = Texts("rebuild")


@click.command(
    "rebuild",
    help="Tính lại số liệu tổng hợp và dữ liệu bản đồ / compute summaries and the map's copies anew",
)
@click.option(
    "--shares",
    "has_shares",
    is_flag=True,
    help="Tính lại cả tỷ lệ của từng xã trong từng dự án / the shares of communes in projects too",
)
@language_option
def rebuild(has_shares: bool) -> None:
    """Make every copy anew in one transaction; readers see the old ones until the end."""
    day = today()
    with open_session() as session:
        say(_TEXTS, "begun")
        if has_shares:
            say(_TEXTS, "shares", count=shares.recompute_all(session))
        summaries.rebuild(session, as_of=day)
        unit_tiles.rebuild(session)
        tiles.rebuild(session, as_of=day)
        versions.bump(session)
        session.commit()
    say(_TEXTS, "done", day=f"{day:%d/%m/%Y}")
