"""Signing in: by the form as people do, or with a session that stands in the database already."""

from typing import TypedDict

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from gis.models import Account
from tests.factories.accounts import PASSWORD, AccountSessionFactory
from tests.factories.base import bound_to
from webmap.accounts.tokens import digest, fresh_token


class NamedCookie(TypedDict):
    """What a window needs to know of a cookie, beside the address it is for."""

    name: str
    value: str


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill the form in."""
    page.goto("/accounts/login")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_label("Mật khẩu").press("Enter")


def session_of(login: str, *, app: Flask, database_url: str) -> NamedCookie:
    """Begin a session of the account; return the cookie of who has signed in to it."""
    token = fresh_token()
    engine = create_engine(database_url)
    with Session(engine) as session, bound_to(session):
        account_id = session.scalars(select(Account.id).where(Account.login == login)).one()
        AccountSessionFactory(account_id=account_id, token_hash=digest(token))
        session.commit()
    engine.dispose()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    value = signer.dumps({"_user_id": token, "_fresh": True})
    return {"name": app.config["SESSION_COOKIE_NAME"], "value": str(value)}
