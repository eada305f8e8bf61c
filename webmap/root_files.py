"""What browsers and search engines ask for at the root: the icon by its old name, and what robots may read."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from webmap.permissions import public

blueprint = Blueprint("root_files", __name__)

ROBOTS = """\
User-agent: *
Disallow: /accounts/
Disallow: /api/
Disallow: /map/
Disallow: /tiles/
Disallow: /projects.
Disallow: /*?
"""
"""Pages may be found; what computes for programs, files of thousands of rows and endless filters may not."""


@blueprint.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """Lead browsers that ask by the old name, as beside a downloaded file, to the icon."""
    return redirect(url_for("static", filename="img/favicon.svg"))


@blueprint.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Tell robots what is not for them."""
    return Response(ROBOTS, mimetype="text/plain")
