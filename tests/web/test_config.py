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


OWNERS, APPLICATIONS = "postgresql+psycopg:///of_the_owner", "postgresql+psycopg:///of_the_application"


def test_the_web_takes_its_own_address_before_the_one_for_everything(tmp_path: Path) -> None:
    both = make_settings(var_folder=tmp_path, database_url=OWNERS, app_database_url=APPLICATIONS)
    assert both.app_database_url == APPLICATIONS
    assert make_settings(var_folder=tmp_path, database_url=OWNERS).app_database_url == OWNERS


def test_without_addresses_the_set_up_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("HATANG_DATABASE_URL", "HATANG_APP_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    written = tmp_path / "var" / "run"
    written.mkdir(parents=True)
    (written / "database_url").write_text(f"{OWNERS}\n")
    assert make_settings(var_folder=tmp_path).app_database_url == OWNERS
    (written / "app_database_url").write_text(f"{APPLICATIONS}\n")
    assert make_settings(var_folder=tmp_path).app_database_url == APPLICATIONS
    monkeypatch.setenv("HATANG_DATABASE_URL", "postgresql+psycopg:///by_hand")
    assert make_settings(var_folder=tmp_path).app_database_url == "postgresql+psycopg:///by_hand"


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
    for variable in ("HATANG_DATABASE_URL", "HATANG_APP_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(SystemExit, match="make run"):
        read_settings()
