"""Settings of the web application, read from HATANG_* in the environment or from .env."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gis.database import application_url

MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """What an installation may choose; every field is listed in .env.example and has a safe default."""

    model_config = SettingsConfigDict(env_prefix="HATANG_", env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field(
        default="", repr=False, description="SQLAlchemy address; empty: the private cluster"
    )
    app_database_url: str = Field(
        default="",
        repr=False,
        description="The same as the web's own role; empty: as the cluster, or the owner's",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Signs sessions; empty: made at first start"
    )
    place_name: str = Field(default="", description="Name beside the brand; empty: the top unit")
    https: bool = Field(default=False, description="Served over https: Secure cookies, HSTS")
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="Reverse proxies in front of the server")
    rate_limits: bool = Field(default=True, description="Limits per address on login and exports")
    session_idle_hours: int = Field(default=8, ge=1, le=168, description="An unused sign-in ends after these")
    session_days: int = Field(default=7, ge=1, le=90, description="Every sign-in ends after these")
    invitation_days: int = Field(default=7, ge=1, le=60, description="How long an invitation link works")
    max_upload_megabytes: int = Field(default=32, ge=1, le=512, description="Largest request body")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(
        default="INFO", description="Below it nothing is logged"
    )
    debug: bool = Field(default=False, description="Development: no cache of static files")
    var_folder: Path = Field(default=Path("var"), description="Everything that the program writes")

    @model_validator(mode="after")
    def _fill_what_the_machine_knows(self) -> Self:
        """Where no address was given for the web, take the one for everything, else that of the set-up."""
        if not self.app_database_url:
            object.__setattr__(self, "app_database_url", self.database_url or application_url())
        return self

    @property
    def max_upload_bytes(self) -> int:
        """The largest request body in bytes."""
        return self.max_upload_megabytes * MEGABYTE

    @property
    def files_folder(self) -> Path:
        """Where files of documents and photos are kept, each under its SHA-256."""
        return self.var_folder / "files"

    def session_key(self) -> str:
        """Return the key that signs sessions: the setting, else the one kept in var/run (mode 600)."""
        return self.secret_key.get_secret_value() or _kept_key(self.var_folder / "run" / "secret_key")


def read_settings() -> Settings:
    """Return the settings of this machine; SystemExit with one sentence for each that makes no sense."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [(str(each["loc"][0]).upper(), each["input"]) for each in error.errors()]
        sentences = [
            f"Thiết đặt HATANG_{name}={given} không hợp lệ; xem .env.example." for name, given in wrong
        ]
        raise SystemExit("\n".join(sentences)) from None
    except LookupError:
        raise SystemExit("Chưa có cơ sở dữ liệu: chạy `make run`, hoặc đặt HATANG_DATABASE_URL.") from None


def _kept_key(path: Path) -> str:
    """Read the key at `path`; of several processes that start at once the first one makes it for all."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
