"""Prepare a machine and run Hatang on it: ``python3 -m etl.setup run`` and its neighbours.

This file is read by Pythons too old for the rest, so that they can say so.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from etl.setup.messages import SetupError, say
from etl.setup.progress import report

if TYPE_CHECKING:
    from etl.setup.environment import Places

NEEDED = (3, 11)
COMMANDS = ("run", "test", "database", "tools", "backup", "restore", "stop", "reset")
PLAIN = ("run", "database", "tools", "stop", "reset")
"""Commands without arguments: whoever adds one, `--help` too, meant something else."""


def main(arguments: list[str]) -> int:
    """Run one command; every failure ends in one sentence and an exit code that is not 0."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    command = arguments[0] if arguments else ""
    try:
        if command not in COMMANDS or (command in PLAIN and len(arguments) > 1):
            raise SetupError("wrong_command", command=" ".join(arguments))
        require_python(arguments)
        return carry_out(command, arguments[1:])
    except SetupError as problem:
        return tell(problem)
    except KeyboardInterrupt:
        report("interrupted")
        return 130


def require_python(arguments: list[str]) -> None:
    """Go on with a newer Python of this machine where this one is too old; raise ``SetupError`` without one."""
    if sys.version_info >= NEEDED:
        return
    for minor in range(20, NEEDED[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, "-m", "etl.setup", *arguments])  # noqa: S606 - the same program again
    raise SetupError("python_too_old", found=sys.version.split()[0], command=arguments[0])


def carry_out(command: str, arguments: list[str]) -> int:
    """Call the command's function and translate what the operating system refuses."""
    from etl.setup import backup, commands, restore
    from etl.setup.environment import Places

    places = Places(Path(__file__).resolve().parents[2])
    functions = {
        "run": commands.run_application,
        "test": commands.run_tests,
        "database": commands.make_database,
        "tools": commands.install_tools,
        "backup": backup.back_up,
        "restore": restore.restore,
        "stop": commands.stop,
        "reset": commands.reset,
    }
    try:
        places.prepare()
        return functions[command](places, arguments)
    except SetupError:
        raise
    except OSError as error:
        raise refused(error, places) from error
    except Exception as error:
        raise unexpected(error, places) from error


def refused(error: OSError, places: Places) -> SetupError:
    """Return the problem for what the operating system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return SetupError("disk_filled_up")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return SetupError("may_not_write", path=error.filename or places.root)
    return unexpected(error, places)


def unexpected(error: Exception, places: Places) -> SetupError:
    """Keep the trace of an unforeseen error in a log and return the problem that names it."""
    log = places.logs / "setup.log"
    with log.open("a") as output:
        traceback.print_exception(type(error), error, error.__traceback__, file=output)
    return SetupError("unexpected", reason=f"{type(error).__name__}: {error}", path=log)


def tell(problem: SetupError) -> int:
    """Print the sentence, and where there is a log its place and last lines; return the exit code."""
    say(str(problem))
    if problem.log is not None and problem.log.is_file():
        from etl.setup.processes import tail

        say(f"  Nhật ký / log: {problem.log}\n{tail(problem.log, problem.start)}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
