"""The list of commands: complete, immediate, each of them there and explained."""

import subprocess
import sys

import click
import pytest

from etl.cli import COMMANDS, Lazy, import_group

EVERY = [*COMMANDS.items(), *import_group.lazy.items()]


@pytest.mark.parametrize(("name", "lazy"), EVERY)
def test_every_command_that_is_listed_exists_and_explains_itself(name: str, lazy: Lazy) -> None:
    command = lazy.load()
    assert command.name is not None
    assert command.name.endswith(name)
    assert command.help
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_help_lists_every_command_without_importing_any() -> None:
    code = "import sys; from etl.cli import cli; cli(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    assert "sqlalchemy" not in done.stdout
    assert "shapely" not in done.stdout
