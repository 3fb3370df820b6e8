"""Who made a call, as the rooms behind the gate see it."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace

from msgspec import Raw, structs
from starlette.types import Scope

from service.outbound.address import Base, parse_base
from service.protocol.request import Hook, HookRequest
from service.protocol.response import with_empty_system_actions
from service.protocol.strict_json import Members

SCOPE_KEY = "nme.caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """A CDS Client by its name, the tenant it calls for, and its wishes.

    Client and tenant say who it is: neither another client nor another tenant touches what was
    kept for it (D-22). ``fhir_servers`` None: the site's own list decides.
    """

    client: str
    tenant: str = ""
    _: KW_ONLY
    fhir_servers: tuple[Base, ...] | None = field(default=None, compare=False)
    prefetch_keys: Mapping[str, str] = field(default_factory=dict, compare=False)
    system_actions: bool = field(default=False, compare=False)
    beyond_seeds: bool = field(default=False, compare=False)
    hl7_reasons: bool = field(default=False, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """Client and tenant."""
        return self.client, self.tenant

    def of_tenant(self, tenant: str) -> "Caller":
        """The same client calling for this tenant, whose odd characters are escaped: no database takes a NUL."""
        return self if tenant == self.tenant else replace(self, tenant=tenant.encode("unicode_escape").decode())

    def request(self, sent: HookRequest) -> HookRequest:
        """The call in our words: our prefetch keys, and no FHIR server but the client's own (D-9)."""
        if self is ANYONE:
            return sent
        prefetch = self._renamed(sent.prefetch) if self.prefetch_keys else sent.prefetch
        changed = structs.replace(
            sent,
            asker=self.key,
            prefetch=prefetch,
            beyond_seeds=self.beyond_seeds,
            hl7_reasons=self.hl7_reasons,
        )
        if sent.fhir_server is None or self.fhir_servers is None:
            return changed
        if parse_base(sent.fhir_server) in self.fhir_servers:
            return structs.replace(changed, server_is_listed=True)
        return structs.replace(changed, fhir_server=None, fhir_authorization=None)

    def _renamed(self, prefetch: Members) -> dict[str, Raw]:
        return {self.prefetch_keys.get(key, key): value for key, value in prefetch.items()}

    def reply(self, body: bytes, hook: Hook) -> bytes:
        """The answer with ``systemActions``, where a client's validator demands it even when empty (A-83, B-12)."""
        return with_empty_system_actions(body) if self.system_actions and hook == "order-sign" else body


ANYONE = Caller("anyone")


def caller_of(scope: Scope) -> Caller:
    """The caller the gate let in; anyone where there is no gate."""
    caller: Caller = scope.get(SCOPE_KEY, ANYONE)
    return caller
