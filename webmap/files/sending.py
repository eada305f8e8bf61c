"""Sending a kept file so that nothing in it runs: by its content's type, without scripts, documents as downloads."""

from pathlib import Path

from flask import Flask, Response, abort, current_app, send_file

from webmap.config import Settings

SETTING = "FILES_FOLDER"
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'"
"""Nothing but the picture itself; browsers style the page that they show a lone picture on."""


def files_folder() -> Path:
    """Return where files are kept."""
    return Path(str(current_app.config[SETTING]))


def send(
    path: Path, *, media_type: str, name: str, sha256: str, is_download: bool, is_public: bool
) -> Response:
    """Return a file; 404 where the disk does not have it. What only staff may see is kept by no cache.

    A public copy is asked for each time, for it may have been taken off or blurred.
    """
    if not path.is_file():
        abort(404)
    response = send_file(
        path.resolve(),
        mimetype=media_type,
        as_attachment=is_download,
        download_name=name,
        etag=sha256[:32],
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-cache" if is_public else "private, no-store"
    return response


def init_app(app: Flask, settings: Settings) -> None:
    """Tell where files are kept."""
    app.config[SETTING] = settings.files_folder
