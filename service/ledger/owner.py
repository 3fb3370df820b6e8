"""On whose behalf something is kept. Client and tenant are the fence between what different callers report (D-22)."""

from typing import NamedTuple

from starlette.types import Scope

from service.trust.caller import caller_of


class Owner(NamedTuple):
    """A CDS Client by its name, and the tenant it calls for."""

    client: str
    tenant: str = ""


def owner_of(scope: Scope) -> Owner:
    """The caller of a request, "anyone" without a client list. The tenant's odd characters are escaped."""
    caller = caller_of(scope)
    return Owner(caller.name, caller.tenant.encode("unicode_escape").decode())
