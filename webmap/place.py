"""Which place the pages are about, and how old their data are."""

from datetime import date
from typing import Any

from flask import Flask, current_app, g
from flask_babel import gettext

from gis.domain.local_time import local_day
from gis.queries.place import home_place
from webmap.clock import today
from webmap.config import Settings
from webmap.database import db
from webmap.language import current_language
from webmap.memory import data_version, remembered

SETTING = "PLACE_NAME"


def data_date() -> date:
    """Return the day of the last change of the data, in Vietnam."""
    return local_day(data_version().changed_at)


def place_name() -> str:
    """Return the name beside the brand: the setting, else the unit that holds all others."""
    if name := current_app.config[SETTING]:
        return str(name)
    place = remembered("home_place", lambda: home_place(db.session))
    if place is None:
        return ""
    name = place.name_en if current_language() == "en" and place.name_en else place.full_name
    if place.valid_to is not None and place.valid_to < today():
        return str(gettext("%(place)s (cũ)", place=name))
    return name


def _surroundings() -> dict[str, Any]:
    """Return what the frame of a page shows; nothing where the database is away."""
    if g.get("is_error_page"):
        return {"place_name": "", "data_date": None}
    return {"place_name": place_name(), "data_date": data_date()}


def init_app(app: Flask, settings: Settings) -> None:
    """Give place and date of data to every template."""
    app.config[SETTING] = settings.place_name
    app.context_processor(_surroundings)
