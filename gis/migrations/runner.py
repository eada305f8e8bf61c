"""Running the migrations from a program, and asking where a database stands."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

ROOT = Path(__file__).resolve().parents[2]


def alembic_config(database_url: str) -> Config:
    """Return Alembic's configuration for `database_url`."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "gis" / "migrations"))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config


def upgrade(database_url: str) -> None:
    """Bring the database to the newest migration; does nothing where it is there."""
    command.upgrade(alembic_config(database_url), "head")


def is_current(connection: Connection) -> bool:
    """Tell whether the database stands at the newest migration of this code."""
    script = ScriptDirectory.from_config(alembic_config(""))
    return MigrationContext.configure(connection).get_current_revision() == script.get_current_head()
