"""Files of a project as they are sent: public copies for everybody, the originals for editors."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from etl.stored_files.intake import kept_path, thumbnail_path
from gis.domain.roles import Permission
from gis.domain.stored_files import PUBLIC_PHOTO, MediaType
from gis.operations.restricted import RestrictedField
from webmap import looks
from webmap.files.asked import any_file, own_file
from webmap.files.blurring import blur_spot
from webmap.files.editing import change_publicity, edit, save
from webmap.files.sending import files_folder, send
from webmap.permissions import public, requires

blueprint = Blueprint("files", __name__)
blueprint.add_url_rule("/projects/<path:code>/files", view_func=edit)
blueprint.add_url_rule("/projects/<path:code>/files", view_func=save, methods=["POST"])
blueprint.add_url_rule("/files/<int:number>/publicity", view_func=change_publicity, methods=["POST"])
blueprint.add_url_rule("/files/<int:number>/blur", view_func=blur_spot, methods=["POST"])


@blueprint.get("/files/<int:number>")
@public
def show(number: int) -> ResponseReturnValue:
    """Send the public copy: a photo without what its camera wrote into it, a PDF as a download."""
    found = any_file(number)
    if found.public_sha256 is None:
        abort(404)
    is_photo = found.media_type.is_photo
    return send(
        kept_path(files_folder(), found.public_sha256),
        media_type=PUBLIC_PHOTO if is_photo else MediaType.PDF,
        name=f"{found.project_code}-{found.id}.webp" if is_photo else found.file_name,
        sha256=found.public_sha256,
        is_download=not is_photo,
        is_public=True,
    )


@blueprint.get("/files/<int:number>/thumbnail")
@public
def thumbnail(number: int) -> ResponseReturnValue:
    """Send the small picture of a public photo."""
    found = any_file(number)
    if found.public_sha256 is None or not found.media_type.is_photo:
        abort(404)
    path = thumbnail_path(files_folder(), found.public_sha256)
    return send(
        path,
        media_type=PUBLIC_PHOTO,
        name=f"{found.id}.webp",
        sha256=f"t{found.public_sha256}",
        is_download=False,
        is_public=True,
    )


@blueprint.get("/files/<int:number>/original")
@requires(Permission.PROJECT_EDIT)
def original(number: int) -> ResponseReturnValue:
    """Send the file as it was handed over, as a download."""
    found = own_file(number)
    looks.note(RestrictedField.ORIGINAL_FILE, subject="project", subject_id=found.project_id)
    return send(
        kept_path(files_folder(), found.sha256),
        media_type=found.media_type,
        name=found.file_name,
        sha256=found.sha256,
        is_download=True,
        is_public=False,
    )
