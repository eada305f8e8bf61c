"""`python -m etl`: the commands for files."""

from dotenv import load_dotenv

from etl.cli import cli

load_dotenv(".env")  # what the shell sets already wins
cli(prog_name="python -m etl")
