"""Which address of the service a request is for, also where the whole service stands below a prefix (A-9)."""

from starlette.types import Scope

PROTOCOL = "/cds-services"


def path_of(scope: Scope) -> str:
    """The decoded path below ``root_path``, the prefix of whoever put us there."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


def is_guarded(scope: Scope) -> bool:
    """Is it a request of the protocol? Health and pages are not."""
    return scope["type"] == "http" and path_of(scope).startswith(PROTOCOL)


def service_of(scope: Scope) -> str | None:
    """The service a call is for, None for any other request."""
    before, _, service_id = path_of(scope).rpartition("/") if scope["type"] == "http" else ("", "", "")
    return service_id if before == PROTOCOL and service_id else None
