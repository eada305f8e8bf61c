"""The application as servers and `flask --app webmap.wsgi` start it."""

import gc

gc.disable()  # what is imported stays: looking through it again and again is a fifth of a worker's start

from jinja2 import FileSystemBytecodeCache  # noqa: E402

from webmap import static_files  # noqa: E402
from webmap.app import create_app  # noqa: E402
from webmap.config import read_settings  # noqa: E402

settings = read_settings()
if not settings.debug:
    static_files.publish(settings)
app = create_app(settings)
compiled = settings.var_folder / "templates"
compiled.mkdir(parents=True, exist_ok=True)
app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
gc.freeze()
gc.enable()
