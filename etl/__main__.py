"""`python -m etl`: the commands for files."""

import gc

gc.disable()  # what is imported stays: looking through it again and again costs a tenth of the start

from dotenv import load_dotenv  # noqa: E402

from etl.cli import cli  # noqa: E402

ROWS_BETWEEN_SEARCHES = 100_000
"""A file's rows stay until they are written, so that a search for garbage among them finds next to none."""

gc.freeze()
gc.set_threshold(ROWS_BETWEEN_SEARCHES)
gc.enable()
load_dotenv(".env")  # what the shell sets already wins
cli(prog_name="python -m etl")
