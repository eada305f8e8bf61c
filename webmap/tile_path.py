"""The short way of tiles: hooks of extensions (forms, sign-in, limits, compression) have nothing to do there."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, request

TILE_PATHS = ("/tiles/",)


def _unless_tile(hook: Callable[..., Any], *given: Any) -> Any:
    """Run `hook`; for a tile only hand back the answer, if there is one already."""
    if request.path.startswith(TILE_PATHS):
        return given[0] if given else None
    return hook(*given)


def init_app(app: Flask) -> None:
    """Spare tiles the hooks that are not this package's own; call it after the last extension.

    Measured: 290 µs a request with all hooks, 53 µs in a bare Flask; a tile from the database takes 200 µs.
    """
    every_hook: tuple[dict[Any, list[Any]], ...] = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.teardown_request_funcs,
    )
    for hooks in every_hook:
        hooks[None] = [hook if _is_ours(hook) else partial(_unless_tile, hook) for hook in hooks[None]]


def _is_ours(hook: Callable[..., Any]) -> bool:
    """Return whether `hook` stands in this package."""
    return str(getattr(hook, "__module__", "")).startswith("webmap.")
