"""The application as servers and `flask --app webmap.wsgi` start it."""

from webmap import static_files
from webmap.app import create_app
from webmap.config import Settings

settings = Settings()
if not settings.debug:
    static_files.publish(settings)
app = create_app(settings)
