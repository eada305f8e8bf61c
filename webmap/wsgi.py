"""The application as servers and `flask --app webmap.wsgi` start it."""

import gc

gc.disable()  # what is imported stays: looking through it again and again is a fifth of a worker's start

from webmap import static_files  # noqa: E402
from webmap.app import create_app  # noqa: E402
from webmap.config import read_settings  # noqa: E402
from webmap.template_cache import compiled_templates  # noqa: E402

settings = read_settings()
if not settings.debug:
    static_files.publish(settings)
app = create_app(settings)
app.jinja_env.bytecode_cache = compiled_templates(settings.var_folder / "templates")
gc.freeze()
gc.enable()
