"""A client profile: who may call, proven by which keys, answered how (decisions 5)."""

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

from service.outbound.address import parse_base
from service.trust.caller import Caller

EPIC_LIFE = 900  # seconds; Epic's tokens live this long (C-E15)
LONGEST_LIFE = 3600  # seconds; "no more than an hour"

Algorithm: TypeAlias = Literal["ES384", "RS384", "RS256"]
Name: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$")]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=2048)]


class Wishes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a client likes its answers. ``prefetch_keys`` leads from the client's key names to ours."""

    system_actions: bool = False
    beyond_seeds: bool = False
    hl7_reasons: bool = False
    prefetch_keys: dict[str, str] = {}


class ClientProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One client. ``token_seconds`` is the longest life of a token, from ``iat`` to ``exp``.

    ``fhir_servers`` None: the site's own list decides. ``once_only`` False is for sites whose
    proxies repeat calls (D-7). ``trial`` says that its patients are invented.
    """

    name: Name
    issuer: Text
    jku: Text | None = None
    jwks_file: Text | None = None
    keys: tuple[dict[str, Any], ...] = ()
    algorithms: Annotated[tuple[Algorithm, ...], Meta(min_length=1)] = ("ES384", "RS384")
    audiences: tuple[Text, ...] = ()
    tenants: tuple[Text, ...] = ()
    fhir_servers: tuple[Text, ...] | None = None
    token_seconds: Annotated[int, Meta(ge=1, le=LONGEST_LIFE)] = EPIC_LIFE
    once_only: bool = True
    rate_per_minute: Annotated[int, Meta(ge=1, le=1_000_000)] = 600
    origins: tuple[Text, ...] = ()
    test: bool = False
    trial: bool = False
    wishes: Wishes = Wishes()

    def caller(self) -> Caller:
        """This client as the rooms behind the gate see it."""
        named = () if self.fhir_servers is None and self.test else self.fhir_servers  # the site's list is for real data
        servers = None if named is None else tuple(base for base in map(parse_base, named) if base)
        return Caller(
            self.name,
            fhir_servers=servers,
            prefetch_keys=self.wishes.prefetch_keys,
            system_actions=self.wishes.system_actions,
            beyond_seeds=self.wishes.beyond_seeds,
            hl7_reasons=self.wishes.hl7_reasons,
        )
