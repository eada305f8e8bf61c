"""The pages and APIs of the application: one blueprint for each folder of views."""

from flask import Flask

from webmap import health, root_files
from webmap.accounts import views as accounts_views
from webmap.alerts import views as alerts_views
from webmap.api import indicators as api_indicators
from webmap.api import views as api_views
from webmap.audit import views as audit_views
from webmap.files import views as files_views
from webmap.locations import views as locations_views
from webmap.map import drawers as map_drawers
from webmap.map import views as map_views
from webmap.people import views as people_views
from webmap.prices import views as prices_views
from webmap.projects import views as projects_views
from webmap.tiles import views as tiles_views
from webmap.treasury import views as treasury_views
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
    prices_views.blueprint,
    locations_views.blueprint,
    files_views.blueprint,
    audit_views.blueprint,
    treasury_views.blueprint,
    tiles_views.blueprint,
)


def init_app(app: Flask) -> None:
    """Plug all of them in."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
