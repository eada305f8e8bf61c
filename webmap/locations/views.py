"""The page on which an editor gives a project its place."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from etl.vertices import ShapeKind, from_geojson, parse, to_geojson
from gis.crs import WGS84
from gis.domain.errors import DomainError, StaleVersionError
from gis.domain.lifecycle import AccuracyClass
from gis.domain.roles import Permission
from gis.models import Project
from gis.operations.locations import Place, remove_location, set_location
from gis.queries import locations, units, versions
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.locations.forms import LocationForm
from webmap.locations.texts import explain
from webmap.permissions import requires
from webmap.receipts import note_received
from webmap.scope import require_scope

blueprint = Blueprint("locations", __name__)

REFUSED = 422
CONFLICT = 409


@blueprint.get("/projects/<path:code>/location")
@requires(Permission.PROJECT_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Show the project's place, ready to be drawn or corrected."""
    project = _project(code)
    form = LocationForm(version=project.version, crs=WGS84)
    place = locations.current_place(db.session, project.id)
    if place is not None:
        kind, text = from_geojson(place.geojson)
        form.kind.data, form.coordinates.data = kind.value, text
        form.accuracy_class.data, form.source_note.data = place.accuracy_class.value, place.source_note
    return _page(project, form)


@blueprint.post("/projects/<path:code>/location")
@requires(Permission.PROJECT_EDIT)
def save(code: str) -> ResponseReturnValue:
    """Append the new place, or take the place away; a refusal keeps everything that was typed."""
    project = _project(code)
    form = LocationForm()
    form.offer_accuracy_classes()
    is_removal = form.action.data == "remove"
    if is_removal:
        form.coordinates.validators = ()
    if not form.validate_on_submit():
        return _page(project, form), REFUSED
    try:
        _remove(project, form) if is_removal else _save(project, form)
    except StaleVersionError:
        return _stale(project.code, form)
    except DomainError as error:
        return _refused(project.code, form, error)
    db.session.commit()
    message = (
        gettext("Đã gỡ vị trí. Dự án trở lại danh sách chờ.") if is_removal else gettext("Đã lưu vị trí.")
    )
    note_received(request.form)
    flash(message, "success")
    return redirect(url_for("projects.show", code=code))


def _project(code: str) -> Project:
    project = locations.editable_project(db.session, code)
    if project is None:
        abort(404)
    require_scope(Permission.PROJECT_EDIT, project_id=project.id)
    return project


def _save(project: Project, form: LocationForm) -> None:
    shape = parse(form.coordinates.data, kind=ShapeKind(form.kind.data), epsg=form.crs.data)
    place = Place(
        geojson=to_geojson(shape),
        accuracy_class=AccuracyClass(form.accuracy_class.data),
        source_note=form.source_note.data or None,
        source_crs=form.crs.data,
    )
    set_location(
        db.session,
        current_actor(),
        project_id=project.id,
        place=place,
        expected_version=form.version.data,
        reason=form.reason.data,
    )


def _remove(project: Project, form: LocationForm) -> None:
    remove_location(
        db.session,
        current_actor(),
        project_id=project.id,
        expected_version=form.version.data,
        reason=form.reason.data,
    )


def _refused(code: str, form: LocationForm, error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    field = form.reason if error.field == "reason" else form.coordinates
    field.errors = [explain(error)]
    return _page(_project(code), form), REFUSED


def _stale(code: str, form: LocationForm) -> ResponseReturnValue:
    """Show what was typed beside the newer version, so that saving again is a decision."""
    db.session.rollback()
    project = _project(code)
    form.version.data = project.version
    form.version.raw_data = None
    form.reason.errors = [
        gettext("Dự án vừa được người khác sửa. Hình bạn nhập còn nguyên; xem lại rồi lưu lần nữa để thay.")
    ]
    return _page(project, form), CONFLICT


def _page(project: Project, form: LocationForm) -> str:
    form.offer_accuracy_classes()
    return render_template(
        "locations/edit.html",
        project=project,
        form=form,
        place=locations.current_place(db.session, project.id),
        editor=_editor(project, today()),
        texts={"vertices": gettext("Đã có %(count)s đỉnh.")},
    )


def _editor(project: Project, day: date) -> dict[str, Any]:
    """Return what the drawing script needs: where to look, which tiles to show, the words of the map's buttons."""
    query = urlencode({"units_on": day.isoformat(), "v": versions.current(db.session).number})
    return {
        "box": locations.stated_box(db.session, project.id) or units.extent(db.session, day),
        "unitTiles": f"/tiles/units/{{z}}/{{x}}/{{y}}.mvt?{query}",
        "worker": url_for("static", filename="vendor/maplibre-gl/maplibre-gl-worker.mjs"),
        "locale": {
            "NavigationControl.ZoomIn": gettext("Phóng to"),
            "NavigationControl.ZoomOut": gettext("Thu nhỏ"),
            "Map.Title": gettext("Bản đồ"),
        },
    }
