"""The environment, read once at start into one frozen object."""

import os
import re
from datetime import date, datetime
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    FilePath,
    HttpUrl,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.outbound.address import PRIVATE_USE, Base, is_private_use, parse_base
from service.outbound.database import DEFAULT as DEFAULT_LEDGER
from service.outbound.database import ledger_url
from service.outbound.network_policy import NetworkPolicy, holds_certificates

PREFIX = "NME_CDS_"
FOR_TESTS = f"{PREFIX}TEST_"  # where the tests find their databases
MEBIBYTE = 1024 * 1024

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9A-Fa-f:]+\](:\d{1,5})?")
_MEMORY = re.compile(r"(redis|rediss|valkey|valkeys|unix)://\S+")


def is_origin(text: str) -> bool:
    """Is it a whole browser origin? Never ``null``, which any sandboxed page can claim (D-20)."""
    return _ORIGIN.fullmatch(text) is not None


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
    fhir_servers: Annotated[tuple[str, ...] | None, NoDecode] = Field(
        default=None,
        description="FHIR base addresses separated by commas, such as https://ehr.example.org/fhir; http only for"
        " localhost",
    )
    fhir_deadline: float = Field(
        default=2.0, gt=0, le=10, description="the seconds all FHIR queries of a call may take, up to 10"
    )
    fhir_pages: int = Field(default=10, ge=1, le=100, description="the most pages of one FHIR search, from 1 to 100")
    private_networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = Field(
        default=(),
        description="networks of the hospital's own separated by commas, such as 10.20.0.0/16, each inside one of "
        + ", ".join(map(str, PRIVATE_USE)),
    )
    ca_file: FilePath | None = Field(
        default=None, description="the path of a PEM file of certificate authorities to trust beside the public ones"
    )
    clients: FilePath | None = Field(default=None, description="the path of a clients file, see docs/clients.md")
    open_discovery: bool = Field(default=False, description="true to let anyone read the list of services")
    replay_url: str | None = Field(
        default=None, repr=False, description="the address of a Valkey or Redis, such as redis://127.0.0.1:6379/0"
    )
    workers: int = Field(default=1, ge=1, le=64, description="a number of processes from 1 to 64")
    concurrency: int = Field(default=200, ge=1, description="the most calls a process works on at once, from 1")
    request_seconds: float = Field(default=30.0, gt=0, le=120, description="the seconds a call may take, up to 120")
    cpu_seconds: float = Field(
        default=4.0, gt=0, le=60, description="the seconds of CPU time a call may take, up to 60"
    )
    drain_seconds: float | None = Field(
        default=None, ge=0, le=120, description="the seconds to answer on after the signal to stop, up to 120"
    )
    workbench: bool | None = Field(
        default=None, description="true to show the page to try the pathway on, false to show it never"
    )
    metrics: bool = Field(default=False, description="true to serve /metrics, which the proxy must not pass on")
    traces_url: HttpUrl | None = Field(
        default=None,
        repr=False,
        description="the OTLP/HTTP address of a collector of traces, such as http://collector:4318/v1/traces",
    )
    traces_share: float = Field(default=1.0, ge=0, le=1, description="the share of calls to trace, from 0 to 1")
    ledger_url: str = Field(
        default=DEFAULT_LEDGER,
        repr=False,
        description="the URL of a database, such as sqlite:////var/lib/nme-cds/ledger.sqlite or"
        " postgresql://user@host/nme_cds, or none to keep nothing",
    )
    pseudonym_key: SecretStr | None = Field(
        default=None, min_length=32, description="a secret of at least 32 characters, to keep a patient's pseudonym"
    )
    signatures: Path | None = Field(
        default=None, description="the path of the file of the site's own signatures, see docs/review.md"
    )
    require_signed: bool = Field(default=False, description="true to start only when every part is signed as it is")
    log_format: Literal["json", "text"] = Field(default="json", description="json or text")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR"
    )

    @field_validator("allowed_origins", "fhir_servers", "private_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(origin.strip() for origin in value.split(",")) if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def _exact_origins(cls, origins: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Whole origins or ``*`` alone; never ``null``, which any sandboxed page can claim (D-20)."""
        if origins and origins != ("*",) and not all(map(is_origin, origins)):
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

    @field_validator("private_networks")
    @classmethod
    def _for_private_use(cls, networks: tuple[IPvAnyNetwork, ...]) -> tuple[IPvAnyNetwork, ...]:
        """Never loopback, link-local or the whole internet, whoever asks for it (D-12)."""
        for network in networks:
            if not is_private_use(network):
                raise ValueError(f"{network} is not a network for private use")
        return networks

    @field_validator("ca_file")
    @classmethod
    def _with_certificates(cls, file: Path | None) -> Path | None:
        if file is not None and not holds_certificates(file):
            raise ValueError("the file holds no certificates that can be read")
        return file

    @field_validator("clients")
    @classmethod
    def _known_address(cls, clients: Path | None, info: ValidationInfo) -> Path | None:
        """A token names the address it was made for, so we have to know ours (A-106); https for real data (A-98)."""
        public_url = info.data.get("public_url")
        if clients is None or (public_url is None and _is_loopback(info.data.get("host", ""))):
            return clients
        if public_url is None:
            raise ValueError("NME_CDS_PUBLIC_URL has to be set too, since tokens name the address they are made for")
        if public_url.scheme != "https" and not _is_loopback(public_url.host or ""):
            raise ValueError("NME_CDS_PUBLIC_URL has to begin with https")
        return clients

    @field_validator("replay_url")
    @classmethod
    def _usable_memory(cls, url: str | None) -> str | None:
        if url is not None and not _MEMORY.fullmatch(url):
            raise ValueError("this is not the address of a Valkey or Redis")
        return url

    @field_validator("workers")
    @classmethod
    def _shared_memory(cls, workers: int, info: ValidationInfo) -> int:
        """A token used at one worker has to be known at the others (D-7)."""
        if workers > 1 and info.data.get("clients") and not info.data.get("replay_url"):
            raise ValueError("several workers and a clients file need NME_CDS_REPLAY_URL, a memory they share")
        return workers

    @property
    def traces_address(self) -> str | None:
        """Where spans are posted, None without a collector."""
        return str(self.traces_url) if self.traces_url else None

    @property
    def base_url(self) -> str:
        """The address clients call, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return str(self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @field_validator("traces_url")
    @classmethod
    def _whole_address(cls, url: HttpUrl | None) -> HttpUrl | None:
        """Spans are posted to the address as it is, and collectors take none at their root."""
        if url is not None and url.path in (None, "", "/"):
            raise ValueError("the address has no path")
        return url

    @field_validator("ledger_url")
    @classmethod
    def _usable_ledger(cls, url: str) -> str:
        ledger_url(url)
        return url

    @property
    def fhir_bases(self) -> tuple[Base, ...] | None:
        """The only FHIR servers that may be called; None: none is listed."""
        if self.fhir_servers is None:
            return None
        return tuple(base for base in map(parse_base, self.fhir_servers) if base is not None)

    @property
    def network_policy(self) -> NetworkPolicy:
        """How far connections to FHIR servers and key hosts reach (D-12)."""
        return NetworkPolicy(self.private_networks, self.ca_file)

    @property
    def open_mode(self) -> bool:
        """No clients file, and reachable from this machine only: anyone may call and look around (decisions 5)."""
        return self.clients is None and _is_loopback(self.host)

    @property
    def shows_workbench(self) -> bool:
        """Is there a page to try the pathway on? What is set, else in open mode only."""
        return self.open_mode if self.workbench is None else self.workbench

    @property
    def drain(self) -> float:
        """Seconds to answer on after the signal to stop: what is set, else none in open mode (E-11)."""
        if self.drain_seconds is not None:
            return self.drain_seconds
        return 0.0 if self.open_mode else 5.0

    @property
    def origins(self) -> tuple[str, ...]:
        """Browser origins that may call: what is set, else any in open mode, else none (D-20)."""
        if self.allowed_origins is not None:
            return self.allowed_origins
        return ("*",) if self.open_mode else ()

    def current_day(self) -> date:
        """The day recommendations count from, in the site's time zone (decisions 15)."""
        return self.today or datetime.now(self.time_zone).date()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def load(**changes: Any) -> Settings:
    """The settings of this environment, with changes. Raises SettingsError."""
    unknown = [_unknown(name) for name in sorted(os.environ) if _is_unknown(name)]
    if unknown:
        raise SettingsError("\n".join(unknown))
    try:
        return Settings(**changes)
    except ValidationError as error:
        raise SettingsError("\n".join(_mend(str(e["loc"][0]), e["msg"]) for e in error.errors())) from None


def _is_unknown(variable: str) -> bool:
    """Is it meant for us and none of ours? Empty ones count as unset."""
    name = variable.upper()
    is_ours = name.startswith(PREFIX) and not name.startswith(FOR_TESTS)
    return is_ours and bool(os.environ[variable]) and name.removeprefix(PREFIX).lower() not in Settings.model_fields


def _unknown(variable: str) -> str:
    near = get_close_matches(variable.upper(), [PREFIX + name.upper() for name in Settings.model_fields], 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"{variable}: there is no such setting.{meant} docs/configuration.md lists them all."


def _mend(name: str, message: str) -> str:
    description = Settings.model_fields[name].description
    return f"{PREFIX}{name.upper()}: {message}. Set it to {description}, or leave it unset."
