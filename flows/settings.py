"""Settings: `TECHNIEKPACT_*` from the environment or a `.env` file, checked before a run starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from expectations.addresses import is_address
from expectations.smtp import Server, read_server
from sources.connector import Publishers

PREFIX = "TECHNIEKPACT_"
ENV_FILE = ".env"
Profile = Literal["sample", "live"]
_UNITS = {
    f"{prefix}{unit}": base**power
    for unit, base in (("B", 1000), ("iB", 1024))
    for power, prefix in enumerate("KMGT", start=1)
}
# Resident of a night and its dbt, beside what DuckDB holds: tests/bench/scale.py.
_PYTHON = 500 * 2**20
_ADDRESS = r"^https?://[^\s/]+.*$"
Url = Annotated[str, Field(pattern=_ADDRESS)]

ACCEPTED = {
    "home": "a folder",
    "archive": "a folder, or nothing: the home",
    "profile": "sample or live",
    "cbs_v4_url": "an address such as https://datasets.cbs.nl/odata/v1",
    "cbs_v3_url": "an address such as https://opendata.cbs.nl",
    "duo_url": "an address such as https://onderwijsdata.duo.nl",
    "duo_legacy_url": "an address such as https://duo.nl",
    "smtp_url": "smtp://user:password@host:port or smtps://…",
    "report_from": "a mail address",
    "report_to": "mail addresses, separated by commas",
    "report_operator": "mail addresses, separated by commas, or nothing",
    "report_language": "nl or en",
    "partner_mail": "partner=address pairs separated by commas, such as sbb=cijfers@example.org",
    "retain_releases": "a number of releases, 1 or more",
    "engine": "duckdb or spark",
    "spark_master": "a master of Spark such as spark://host:7077 or local[2]",
    "spark_host": "the host of a Thrift server, or nothing",
    "spark_port": "a port number",
    "spark_user": "the name of a user",
    "threads": "a number of threads, 1 or more",
    "memory_limit": "a size such as 2GB or 512MB",
    "heartbeat_url": "an address such as https://monitor.example.org/ping/…, or nothing",
    "log_format": "plain or json",
    "site": "yes or no",
    "ingest_workers": "a number of workers, 0 or more",
    "schedule_port": "a port number, or 0 for any that is free",
}


class SettingsError(Exception):
    """A setting is wrong; the message names the variable and the accepted form."""


class Settings(BaseSettings):
    """Everything that differs between machines, and between the sample and the live profile."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", frozen=True
    )

    home: Path = Path("var")
    archive: Path | None = None
    profile: Profile = "sample"
    cbs_v4_url: Url = "https://datasets.cbs.nl/odata/v1"
    cbs_v3_url: Url = "https://opendata.cbs.nl"
    duo_url: Url = "https://onderwijsdata.duo.nl"
    duo_legacy_url: Url = "https://duo.nl"
    smtp_url: SecretStr | None = None
    report_from: str = "warehouse@localhost"
    report_to: Annotated[tuple[str, ...], NoDecode, Field(min_length=1)] = ("team@localhost",)
    report_operator: Annotated[tuple[str, ...], NoDecode] = ()
    report_language: Literal["nl", "en"] = "nl"
    partner_mail: Annotated[Mapping[str, tuple[str, ...]], NoDecode] = {}
    retain_releases: int = Field(30, ge=1)
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark_master: str = Field("local[2]", pattern=r"^(local|spark://|yarn|k8s://)")
    spark_host: str = ""
    spark_port: int = Field(10000, ge=1, le=65535)
    spark_user: str = ""
    threads: int = Field(2, ge=1)
    memory_limit: str = Field("2GB", pattern=r"^\d+(\.\d+)?\s?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)$")
    heartbeat_url: SecretStr | None = None
    log_format: Literal["plain", "json"] = "plain"
    site: bool = True
    ingest_workers: int = Field(0, ge=0)
    schedule_port: int = Field(4200, ge=0, le=65535)

    @field_validator("report_to", "report_operator", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("report_from", "report_to", "report_operator")
    @classmethod
    def _are_addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if not all(
            is_address(address) for address in ([value] if isinstance(value, str) else value)
        ):
            raise ValueError("no mail address")
        return value

    @field_validator("partner_mail", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found: dict[str, tuple[str, ...]] = {}
        for pair in filter(None, (part.strip() for part in value.split(","))):
            partner, separator, address = (part.strip() for part in pair.partition("="))
            if not separator or not is_address(address) or not partner:
                raise ValueError("no partner=address pair")
            found[partner] = (*found.get(partner, ()), address)
        return found

    @field_validator("smtp_url")
    @classmethod
    def _is_smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value:
            read_server(value.get_secret_value())
        return value

    @field_validator("heartbeat_url")
    @classmethod
    def _is_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(_ADDRESS, value.get_secret_value()):
            raise ValueError("no address")
        return value

    @field_validator("home", "archive")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        try:
            return value.expanduser().absolute() if value else None
        except RuntimeError as error:
            raise ValueError("no such user") from error

    @property
    def archive_folder(self) -> Path:
        """Where `landing/` and `quarantine/` are; homes on several machines may share it."""
        return self.archive or self.home

    @property
    def duckdb_memory(self) -> str:
        """What DuckDB may use: the memory limit less what Python itself takes, or half of it."""
        number = self.memory_limit.rstrip("KMGTiB ")
        limit = float(number) * _UNITS[self.memory_limit.removeprefix(number).strip()]
        return f"{max(limit - _PYTHON, limit / 2):.0f}B"

    def mail_server(self) -> Server | None:
        """Where mail goes out; None where it stays in the outbox."""
        return read_server(self.smtp_url.get_secret_value()) if self.smtp_url else None

    def publishers(self) -> Publishers:
        """Where the live publishers are."""
        return Publishers(
            cbs_v4=self.cbs_v4_url.rstrip("/"),
            cbs_v3=self.cbs_v3_url.rstrip("/"),
            duo=self.duo_url.rstrip("/"),
            duo_legacy=self.duo_legacy_url.rstrip("/"),
        )


def read_settings(**overrides: object) -> Settings:
    """Settings with what the command line says on top.

    Raises:
        SettingsError: a setting is wrong; the value itself is not repeated, it may be a secret.
    """
    try:
        return Settings(**_given(overrides))
    except ValidationError as error:
        raise SettingsError("; ".join(_wrong(error).values())) from None
    except (OSError, UnicodeError) as error:
        raise SettingsError(_unread(error)) from None


def read_right_settings(**overrides: object) -> tuple[Settings, tuple[str, ...]]:
    """Settings as far as they are right, and what is said of the wrong ones.

    A wrong one has its default; so has every one in a `.env` file that cannot be read.
    """
    given = _given(overrides)
    try:
        return Settings(**given), ()
    except ValidationError as error:
        said = _wrong(error)
        defaults = {name: Settings.model_fields[name].default for name in said}
        return Settings(**given | defaults), tuple(said.values())
    except (OSError, UnicodeError) as error:
        if "_env_file" in given:
            raise  # It was not that file.
        settings, wrong = read_right_settings(**given, _env_file=())
        return settings, (_unread(error), *wrong)


def _given(overrides: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for name, value in overrides.items() if value is not None}


def _unread(error: OSError | UnicodeError) -> str:
    # What could not be decoded is not repeated: it may be a secret.
    why = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
    return f"{ENV_FILE}: expected a text file in UTF-8 that can be read ({why})"


def _wrong(error: ValidationError) -> dict[str, str]:
    """Per setting that is wrong its variable, and the accepted form."""
    found = {}
    for item in error.errors():
        name = str(item["loc"][0])
        found[name] = f"{PREFIX}{name.upper()}: expected {ACCEPTED.get(name, item['msg'])}"
    return found
