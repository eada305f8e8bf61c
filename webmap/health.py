"""Whether the process lives (/healthz) and whether it can serve (/readyz)."""

from functools import cache

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from gis.migrations.head import newest_revision
from webmap.database import db
from webmap.permissions import public

blueprint = Blueprint("health", __name__)

UNREADY = 503
_newest = cache(newest_revision)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer that the process runs; asks nothing of the database."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Answer 200 where the database is reached and migrated, else 503 with what is missing."""
    try:
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return {"status": "unready", "missing": "database"}, UNREADY
    if revision != _newest():
        return {"status": "unready", "missing": "migrations", "revision": revision}, UNREADY
    return {"status": "ready", "revision": revision}
