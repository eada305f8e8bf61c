"""The file or project that an address names, within the reader's units."""

from flask import abort

from gis.domain.roles import Permission
from gis.models import Project
from gis.queries import locations
from gis.queries.stored_files import KeptFile, kept_file
from webmap.database import db
from webmap.scope import require_scope


def any_file(number: int) -> KeptFile:
    """Return a file of any project; 404 where there is none."""
    found = kept_file(db.session, number) if number < 2**62 else None
    if found is None:
        abort(404)
    return found


def own_file(number: int) -> KeptFile:
    """Return a file of a project within the reader's units; 404 where there is none, 403 outside."""
    found = any_file(number)
    require_scope(Permission.PROJECT_EDIT, project_id=found.project_id)
    return found


def own_project(code: str) -> Project:
    """Return a project within the reader's units; 404 where there is none, 403 outside."""
    project = locations.editable_project(db.session, code)
    if project is None:
        abort(404)
    require_scope(Permission.PROJECT_EDIT, project_id=project.id)
    return project
