"""Accounts: signing in and out, and the commands that make accounts."""

from flask import Flask

from webmap.accounts import commands, people


def init_app(app: Flask) -> None:
    """Plug in the signed-in reader and the commands."""
    people.init_app(app)
    commands.init_app(app)
