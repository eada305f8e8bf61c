"""The application factory: a list of what is plugged in."""

from flask import Flask
from flask_compress import Compress

from webmap import (
    accounts,
    database,
    day_change,
    errors,
    filter_errors,
    formatting,
    health,
    identity,
    known_words,
    labels,
    language,
    logs,
    navigation,
    permissions,
    place,
    root_files,
    security,
    static_files,
    tile_path,
)
from webmap.accounts import views as accounts_views
from webmap.alerts import views as alerts_views
from webmap.api import indicators as api_indicators
from webmap.api import views as api_views
from webmap.audit import views as audit_views
from webmap.config import Settings
from webmap.files import sending as files_sending
from webmap.files import views as files_views
from webmap.indicators import words as indicator_words
from webmap.locations import views as locations_views
from webmap.map import drawers as map_drawers
from webmap.map import views as map_views
from webmap.people import views as people_views
from webmap.projects import views as projects_views
from webmap.tiles import views as tiles_views
from webmap.units import views as units_views
from webmap.updates import views as updates_views

BLUEPRINTS = (
    health.blueprint,
    root_files.blueprint,
    map_views.blueprint,
    map_drawers.blueprint,
    accounts_views.blueprint,
    people_views.blueprint,
    projects_views.blueprint,
    api_views.blueprint,
    api_indicators.blueprint,
    units_views.blueprint,
    updates_views.blueprint,
    alerts_views.blueprint,
    locations_views.blueprint,
    files_views.blueprint,
    audit_views.blueprint,
    tiles_views.blueprint,
)
COMPRESSED = ["text/html", "application/json", "application/geo+json", "application/problem+json", "text/csv"]


def create_app(settings: Settings, *, testing: bool = False) -> Flask:
    """Return the application for `settings`; `testing` lets unforeseen exceptions through to the test."""
    app = Flask("webmap", static_folder=None)
    app.config["TESTING"] = testing
    app.url_map.merge_slashes = False  # a project's code may hold two of them
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    logs.init_app(app, settings)
    security.init_app(app, settings)
    database.init_app(app, settings)
    identity.init_app(app)
    language.init_app(app)
    formatting.init_app(app)
    labels.init_app(app)
    known_words.init_app(app)
    indicator_words.init_app(app)
    navigation.init_app(app)
    place.init_app(app, settings)
    files_sending.init_app(app, settings)
    day_change.init_app(app)
    errors.init_app(app)
    filter_errors.init_app(app)
    accounts.init_app(app)
    _compress(app)

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    static_files.init_app(app, settings)
    tile_path.init_app(app)
    permissions.init_app(app)
    return app


def _compress(app: Flask) -> None:
    """Compress pages and JSON; tiles come out of their view compressed, files out of var/static."""
    app.config["COMPRESS_MIMETYPES"] = COMPRESSED
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_BR_LEVEL"] = 4
    app.config["COMPRESS_LEVEL"] = 4
    Compress(app)
