"""The reader's language: Vietnamese first, English by ?lang=en, kept in the session."""

import os
from gettext import NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, get_translations

from gis.domain.local_time import TIME_ZONE

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT_LANGUAGE = "vi"
WITHOUT_SESSION = ("/tiles/", "/static/", "/api/", "/ogc/")
"""Answers that caches share, or programs read: they obey ?lang= and keep nothing, for a cookie is one reader's."""

TRANSLATIONS = Path(__file__).parent / "translations"


def current_language() -> str:
    """Return `vi` or `en` for this request; `vi` outside of one."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    if "language" not in g:
        g.language = _chosen_language()
    return str(g.language)


def _chosen_language() -> str:
    """Prefer the address, then the session; leave the session alone where nothing changes."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    kept = session.get("language", DEFAULT_LANGUAGE)
    return kept if kept in LANGUAGES else DEFAULT_LANGUAGE


def _keep_asked_language() -> None:
    """Keep ?lang= of a page in the session, so that the next page speaks it too."""
    if request.path.startswith(WITHOUT_SESSION):
        return
    asked = request.args.get("lang", "")
    if asked in LANGUAGES and session.get("language", DEFAULT_LANGUAGE) != asked:
        session["language"] = asked


def _text(message: str) -> str:
    """Translate a text of a template; the catalogue is looked up once a request, not at each of 300 texts."""
    return str(_catalogue().gettext(message))


def _plural_text(singular: str, plural: str, count: int) -> str:
    return str(_catalogue().ngettext(singular, plural, count))


def _catalogue() -> NullTranslations:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    found: NullTranslations = g.catalogue
    return found


def compile_translations(folder: Path = TRANSLATIONS) -> None:
    """Write each .mo that is missing or older than its .po; a read-only installation keeps what it has."""
    for po in folder.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        if not os.access(mo.parent, os.W_OK):
            continue
        draft = mo.with_name(f"{mo.name}.{os.getpid()}")
        with draft.open("wb") as target:
            write_mo(target, catalogue)
        draft.replace(mo)


def init_app(app: Flask) -> None:
    """Plug Babel in: texts, dates and plural forms in the language of the request."""
    compile_translations()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_timezone=TIME_ZONE.key,
        locale_selector=current_language,
    )
    app.jinja_env.install_gettext_callables(_text, _plural_text, newstyle=True)  # type: ignore[attr-defined]
    app.before_request(_keep_asked_language)
    app.jinja_env.globals["current_language"] = current_language
