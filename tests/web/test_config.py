import stat
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from tests.web.conftest import make_settings
from webmap.config import read_settings


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = make_settings(database_url="x", var_folder=tmp_path, secret_key=SecretStr(""))
    key = settings.session_key()
    assert len(key) >= 64
    assert settings.session_key() == key
    assert stat.S_IMODE((tmp_path / "run" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["secret_key"]


def test_a_given_key_is_taken_and_never_shown(tmp_path: Path) -> None:
    settings = make_settings(database_url="x", var_folder=tmp_path, secret_key=SecretStr("hush-hush"))
    assert settings.session_key() == "hush-hush"
    assert "hush-hush" not in repr(settings)
    assert not (tmp_path / "run").exists()


def test_without_a_database_address_the_set_up_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HATANG_DATABASE_URL", "postgresql+psycopg:///from_environment")
    assert make_settings(var_folder=tmp_path).database_url == "postgresql+psycopg:///from_environment"


@pytest.mark.parametrize(
    "wrong", [{"trusted_proxies": -1}, {"max_upload_megabytes": 0}, {"https": "perhaps"}]
)
def test_nonsense_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        make_settings(database_url="x", var_folder=tmp_path, **wrong)


def test_a_wrong_setting_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HATANG_DATABASE_URL", "x")
    monkeypatch.setenv("HATANG_HTTPS", "perhaps")
    with pytest.raises(
        SystemExit, match=r"^Thiết đặt HATANG_HTTPS=perhaps không hợp lệ; xem \.env\.example\.$"
    ):
        read_settings()


def test_without_a_database_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HATANG_DATABASE_URL", raising=False)
    with pytest.raises(SystemExit, match="make run"):
        read_settings()
