"""The application as far as it goes without a database."""

from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr

from webmap.app import create_app
from webmap.config import Settings


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Give an application that never asks its database."""
    var: Path = tmp_path_factory.mktemp("var")
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    settings = Settings(
        _env_file=None, app_database_url=nowhere, secret_key=SecretStr("of tests"), var_folder=var
    )
    return create_app(settings, testing=True)
