import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

TEMPLATES = Path(__file__).parents[2] / "webmap" / "templates"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
ICONS = (TEMPLATES.parent / "static/img/icons.svg").read_text(encoding="utf-8")
SAME_FOR_ALL = {"format", "safe"}
"""Filters that ask for no language."""
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', ICONS))


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_every_template_compiles(bare_app: Flask, name: str) -> None:
    bare_app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", [name for name in ALL if name != "base.html"])
def test_every_page_extends_base_and_has_a_title(name: str) -> None:
    text = source(name)
    if "{% extends" in text:
        assert re.match(r'(\{#.*?#\}\s*)?\{% extends "base\.html" %\}', text, re.DOTALL)
        assert re.search(r"\{% block title %\}\s*\S", text)
    else:
        assert not re.search(r"<(html|head|body)\b", text), "only base.html frames a page"


@pytest.mark.parametrize("name", ALL)
def test_no_template_has_what_the_content_policy_drops(name: str) -> None:
    markup = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", source(name), flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(style|on\w+)\s*=", markup)
    assert not re.search(r"<[^>]*\s(src|href)\s*=\s*.(https?:)?//", markup)


@pytest.mark.parametrize("name", ALL)
def test_every_icon_is_drawn(name: str) -> None:
    used = set(re.findall(r"\bicon\(\"([\w-]+)\"", source(name)))
    assert {f"ui-{sign}" for sign in used} - SYMBOLS == set()


@pytest.mark.parametrize("name", ALL)
def test_no_constant_goes_through_a_filter(bare_app: Flask, name: str) -> None:
    """Jinja works it out once, while compiling: in the language of whoever reads the page first."""
    tree = bare_app.jinja_env.parse(source(name))
    folded = [found for found in tree.find_all(nodes.Filter) if isinstance(found.node, nodes.Const)]
    assert [(found.lineno, found.name) for found in folded if found.name not in SAME_FOR_ALL] == []
