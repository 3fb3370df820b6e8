"""The environment, read once at start into one frozen object."""

import re
from datetime import date, datetime
from ipaddress import ip_address
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, FilePath, HttpUrl, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.fhir.address import Base, parse_base

PREFIX = "NME_CDS_"
MEBIBYTE = 1024 * 1024

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9A-Fa-f:]+\](:\d{1,5})?")


class SettingsError(ValueError):
    """A setting cannot be used. The message names each variable and says how to mend it."""


class Settings(BaseSettings):
    """What a site may set, as NME_CDS_ followed by the name in capitals.

    Each description completes "Set it to ...".
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", min_length=1, description="an address to listen on, such as 127.0.0.1")
    port: int = Field(default=8000, ge=0, le=65535, description="a port from 1 to 65535, or 0 for any free one")
    today: date | None = Field(default=None, description="a date such as 2026-05-01, for tests and demonstrations only")
    time_zone: ZoneInfo = Field(default=ZoneInfo("UTC"), description="an IANA time zone such as Europe/Zurich")
    public_url: HttpUrl | None = Field(
        default=None, description="the address clients call, such as https://cds.example.org"
    )
    body_limit: int = Field(
        default=8 * MEBIBYTE,
        ge=2 * MEBIBYTE,
        le=16 * MEBIBYTE,
        description="a number of bytes from 2097152 to 16777216",
    )
    allowed_origins: Annotated[tuple[str, ...] | None, NoDecode] = Field(
        default=None, description="browser origins separated by commas, such as https://ehr.example.org, or *"
    )
    site_file: FilePath | None = Field(default=None, description="the path of a file that exists")
    max_cards: int | None = Field(default=None, ge=1, description="a whole number from 1")
    fhir_servers: Annotated[tuple[str, ...] | None, NoDecode] = Field(
        default=None,
        description="FHIR base addresses separated by commas, such as https://ehr.example.org/fhir; http only for"
        " localhost",
    )
    fhir_deadline: float = Field(
        default=2.0, gt=0, le=10, description="the seconds all FHIR queries of a call may take, up to 10"
    )
    fhir_pages: int = Field(default=10, ge=1, le=100, description="the most pages of one FHIR search, from 1 to 100")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR"
    )

    @field_validator("allowed_origins", "fhir_servers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(origin.strip() for origin in value.split(",")) if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def _exact_origins(cls, origins: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Whole origins or ``*`` alone; never ``null``, which any sandboxed page can claim (D-20)."""
        if origins and origins != ("*",) and not all(_ORIGIN.fullmatch(origin) for origin in origins):
            raise ValueError("an entry is not an origin")
        return origins

    @field_validator("fhir_servers")
    @classmethod
    def _listable_bases(cls, servers: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Whole base addresses, and tokens never in the clear (D-9)."""
        bases = [parse_base(server) for server in servers or ()]
        if not all(base is not None and base.may_be_listed for base in bases):
            raise ValueError("an entry is not a FHIR base address that may be called")
        return servers

    @property
    def fhir_bases(self) -> tuple[Base, ...] | None:
        """The only FHIR servers that may be called; None: none is listed."""
        if self.fhir_servers is None:
            return None
        return tuple(base for base in map(parse_base, self.fhir_servers) if base is not None)

    @property
    def open_mode(self) -> bool:
        """Reachable from this machine only, so anyone may call and look around (decisions 5)."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def origins(self) -> tuple[str, ...]:
        """Browser origins that may call: what is set, else any in open mode, else none (D-20)."""
        if self.allowed_origins is not None:
            return self.allowed_origins
        return ("*",) if self.open_mode else ()

    def current_day(self) -> date:
        """The day recommendations count from, in the site's time zone (decisions 15)."""
        return self.today or datetime.now(self.time_zone).date()


def load() -> Settings:
    """The settings of this environment. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_mend(str(e["loc"][0]), e["msg"]) for e in error.errors())) from None


def _mend(name: str, message: str) -> str:
    description = Settings.model_fields[name].description
    return f"{PREFIX}{name.upper()}: {message}. Set it to {description}, or leave it unset."
