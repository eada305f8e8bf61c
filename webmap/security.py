"""The guards around every answer: content policy, headers, cookies, forged forms, limits per address."""

import secrets
from datetime import timedelta

from flask import Flask, Response, abort, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from gis.operations.sessions import SessionLife
from webmap.config import Settings

LOGIN_LIMIT = "10 per minute; 60 per hour"
HEAVY_LIMIT = "20 per minute"
"""For each address and worker: two workers let through up to twice as many. What protects an account is its lock after
some wrong passwords (`gis.domain.sign_in`), which the database keeps for all workers."""
READ_ONLY = ("GET", "HEAD")
HSTS = {"Strict-Transport-Security": f"max-age={365 * 24 * 3600}; includeSubDomains"}

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'nonce-{nonce}'",
    "style-src": "'self' 'nonce-{nonce}'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "child-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGE_HEADERS = {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


@limiter.request_filter
def _is_unlimited() -> bool:
    """Return whether this installation counts nobody's requests."""
    return not current_app.config["RATE_LIMITS"]


def csp_nonce() -> str:
    """Return this answer's nonce; each <script> and <style> of a template carries it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _refuse_nul() -> None:
    """Refuse the one character that no text of the database holds; no keyboard types it, and no page sends it."""
    if "\0" in request.path:
        abort(404)
    form = () if request.method in READ_ONLY else request.form.listvalues()
    if b"%00" in request.query_string or any("\0" in text for texts in form for text in texts):
        abort(400)


def _add_headers(response: Response) -> Response:
    """Set the guards; those of pages only on pages, where they mean something."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    if response.mimetype == "text/html":
        for name, value in PAGE_HEADERS.items():
            response.headers.setdefault(name, value)
        policy = "; ".join(f"{name} {value}" for name, value in POLICY.items())
        response.headers["Content-Security-Policy"] = policy.format(nonce=csp_nonce())
    return response


def _add_hsts(response: Response) -> Response:
    """Tell browsers to come back by https only."""
    if request.is_secure:
        response.headers.update(HSTS)
    return response


def _configure(app: Flask, settings: Settings) -> None:
    """Set the cookie, the size of requests and the limits."""
    app.config.update(
        SECRET_KEY=settings.session_key(),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        SESSION_COOKIE_NAME="__Host-hatang" if settings.https else "hatang",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        SESSION_LIFE=SessionLife(
            timedelta(hours=settings.session_idle_hours), timedelta(days=settings.session_days)
        ),
        INVITATION_DAYS=settings.invitation_days,
        RATE_LIMITS=settings.rate_limits,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form that was typed slowly is not lost
        WTF_CSRF_SSL_STRICT=settings.https,
    )


def init_app(app: Flask, settings: Settings) -> None:
    """Put the guards around `app`."""
    _configure(app, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)
    if settings.https:
        app.after_request(_add_hsts)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
