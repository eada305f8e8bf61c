"""The short way of tiles: hooks of extensions (forms, sign-in, limits, compression) have nothing to do there."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

TILE_PATHS = ("/tiles/",)


class PageSessions(SecureCookieSessionInterface):
    """The sessions of pages; a tile has none, for it is the same for everybody."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the reader's session; None, which stays empty and is never sent, for a tile."""
        return None if request.path.startswith(TILE_PATHS) else super().open_session(app, request)


class Hooks:
    """The hooks of one kind: every one for a page, only this package's own for a tile."""

    def __init__(self, every: Sequence[Callable[..., Any]]) -> None:
        self.every = tuple(every)
        self.ours = tuple(filter(_is_ours, every))

    @property
    def meant(self) -> tuple[Callable[..., Any], ...]:
        """Those that this request needs, in the order in which they were registered."""
        return self.ours if request.path.startswith(TILE_PATHS) else self.every


def init_app(app: Flask) -> None:
    """Spare tiles the hooks that are not this package's own, and the session; call it after the last extension.

    Each kind of hook becomes one function: Flask looks at every hook anew at every request.
    """
    app.session_interface = PageSessions()
    before = Hooks(app.before_request_funcs[None])
    after = Hooks(app.after_request_funcs[None])
    teardown = Hooks(app.teardown_request_funcs[None])

    def first_answer() -> Any:
        for hook in before.meant:
            if (answer := hook()) is not None:
                return answer
        return None

    def changed(response: Any) -> Any:
        for hook in reversed(after.meant):
            response = hook(response)
        return response

    def tidy(error: BaseException | None) -> None:
        for hook in reversed(teardown.meant):
            hook(error)

    app.before_request_funcs[None] = [first_answer]
    app.after_request_funcs[None] = [changed]
    app.teardown_request_funcs[None] = [tidy]


def _is_ours(hook: Callable[..., Any]) -> bool:
    """Return whether `hook` stands in this package."""
    return str(getattr(hook, "__module__", "")).startswith("webmap.")
