"""Who made a call, as the rooms behind the gate see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from msgspec import Raw
from starlette.types import Scope

from service.outbound.address import Base, parse_base
from service.protocol.request import Hook, ServiceRequest
from service.protocol.response import with_empty_system_actions
from service.protocol.strict_json import Members

SCOPE_KEY = "nme.caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A client, the tenant it calls for, and its wishes. ``fhir_servers`` None: the site's own list decides."""

    name: str
    tenant: str = ""
    fhir_servers: tuple[Base, ...] | None = None
    prefetch_keys: Mapping[str, str] = field(default_factory=dict)
    system_actions: bool = False
    beyond_seeds: bool = False

    def request(self, sent: ServiceRequest) -> ServiceRequest:
        """The call in our words: our prefetch keys, and no FHIR server but the client's own (D-9)."""
        changed = replace(sent, prefetch=self._renamed(sent.prefetch)) if self.prefetch_keys else sent
        changed = replace(changed, beyond_seeds=True) if self.beyond_seeds else changed
        if sent.fhir_server is None or self.fhir_servers is None:
            return changed
        if parse_base(sent.fhir_server) in self.fhir_servers:
            return replace(changed, server_is_listed=True)
        return replace(changed, fhir_server=None, fhir_authorization=None)

    def _renamed(self, prefetch: Members) -> dict[str, Raw]:
        return {self.prefetch_keys.get(key, key): value for key, value in prefetch.items()}

    def reply(self, body: bytes, hook: Hook) -> bytes:
        """The answer with ``systemActions``, where a client's validator demands it even when empty (A-83, B-12)."""
        return with_empty_system_actions(body) if self.system_actions and hook == "order-sign" else body


ANYONE = Caller(name="anyone")


def caller_of(scope: Scope) -> Caller:
    """The caller the gate let in; anyone where there is no gate."""
    caller: Caller = scope.get(SCOPE_KEY, ANYONE)
    return caller
