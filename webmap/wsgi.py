"""The application as servers and `flask --app webmap.wsgi` start it."""

from webmap import static_files
from webmap.app import create_app
from webmap.config import read_settings

settings = read_settings()
if not settings.debug:
    static_files.publish(settings)
app = create_app(settings)
