"""Pages and JSON are sent compressed; tiles come out of their view compressed, files out of var/static."""

from typing import Final

from flask import Flask
from flask_compress import Compress

COMPRESSED: Final = [
    "text/html",
    "application/json",
    "application/geo+json",
    "application/problem+json",
    "text/csv",
]


def init_app(app: Flask) -> None:
    """Compress what is made anew for each request."""
    app.config["COMPRESS_MIMETYPES"] = COMPRESSED
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_BR_LEVEL"] = 4
    app.config["COMPRESS_LEVEL"] = 4
    Compress(app)
