"""The application factory: a list of what is plugged in."""

from flask import Flask

from webmap import (
    accounts,
    blueprints,
    compression,
    database,
    day_change,
    errors,
    filter_errors,
    formatting,
    identity,
    known_words,
    labels,
    language,
    logs,
    navigation,
    permissions,
    place,
    security,
    static_files,
    tile_path,
)
from webmap.config import Settings
from webmap.files import sending as files_sending
from webmap.indicators import words as indicator_words
from webmap.tiles import door as tile_door


def create_app(settings: Settings, *, testing: bool = False) -> Flask:
    """Return the application for `settings`; `testing` lets unforeseen exceptions through to the test."""
    app = Flask("webmap", static_folder=None)
    app.config["TESTING"] = testing
    app.url_map.merge_slashes = False  # a project's code may hold two of them
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    tile_door.init_app(app, settings)
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
    compression.init_app(app)

    blueprints.init_app(app)
    static_files.init_app(app, settings)
    tile_path.init_app(app)
    permissions.init_app(app)
    return app
