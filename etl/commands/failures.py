"""What a command says when it cannot go on: one sentence and the exit code of the contract."""

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from etl.cli import Settings
from etl.commands.common import ExitCode, Texts
from etl.findings import FileRefusedError

_TEXTS = Texts("common")


def explain(error: Exception, settings: Settings) -> ExitCode:
    """Say on stderr what happened and return the exit code; raise `error` again where it is our own mistake."""
    sentence, code = _explained(error, settings.language)
    click.echo(sentence, err=True)
    return code


def _explained(error: Exception, language: str) -> tuple[str, ExitCode]:
    match error:
        case FileRefusedError():
            message, remedy = error.finding.message(language), error.finding.remedy(language)
            return f"{message} {remedy}".strip(), ExitCode.REFUSED
        case LookupError() if "HATANG_DATABASE_URL" in str(error):
            return _TEXTS.get("no_database", language), ExitCode.WRONG_USE
        case OperationalError():
            return _TEXTS.get("database_unreachable", language, reason=_first_line(error)), ExitCode.REFUSED
        case ProgrammingError() if "UndefinedTable" in str(error):
            return _TEXTS.get("not_migrated", language), ExitCode.REFUSED
        case PermissionError():
            return _TEXTS.get("no_permission", language, path=error.filename or "?"), ExitCode.REFUSED
        case _:
            raise error


def _first_line(error: OperationalError) -> str:
    return str(error.orig).splitlines()[0] if error.orig else ""
