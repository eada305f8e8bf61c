"""`python -m etl demo`: demonstration data for the units of this installation."""

import click
from rich.progress import Progress

from etl.commands.common import ExitCode, Texts, language_option, open_session, say, today
from etl.demo.generate import Wish, fill

_TEXTS = Texts("demo")


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
@language_option
@click.pass_context
def demo(ctx: click.Context, projects: int, seed: int, as_of: object) -> None:
    """Thêm dự án minh họa vào các xã đã nạp / add demonstration projects to the units that are loaded."""
    day = as_of.date() if hasattr(as_of, "date") else today()
    with open_session() as session, Progress(transient=True) as progress:
        task = progress.add_task(_TEXTS.get("progress", ctx.obj.language), total=projects)
        try:
            done = fill(
                session,
                Wish(projects=projects, seed=seed, as_of=day),
                report=lambda count, _total: progress.update(task, completed=count),
            )
        except LookupError:
            say(_TEXTS, "no_units")
            ctx.exit(ExitCode.REFUSED)
        session.commit()
    say(_TEXTS, "done", count=done, seed=seed)
