"""Valkey stopped: who counts on it is refused, everyone else is served, and it comes back by itself (D-7)."""

import httpx

from tests.stack.hospital import IN_SCOPE, REPEATING, SERVICE, STRICT
from tests.stack.process import until
from tests.stack.stack import Stack


def test_d7_without_its_memory_only_clients_whose_tokens_count_once_are_refused(stack: Stack) -> None:
    headers = STRICT.headers(SERVICE)
    assert httpx.post(stack.base + SERVICE, content=IN_SCOPE, headers=headers).status_code == 200
    with stack.memory.away():
        for _ in range(6):
            refused = STRICT.call(stack.base)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            assert STRICT.get(stack.base).status_code == 503
            assert REPEATING.cards(stack.base)
        assert httpx.get(f"{stack.base}/readyz").status_code == 200
    until(lambda: all(STRICT.call(each.base).status_code == 200 for each in stack.replicas), "letting in again")
    assert httpx.post(stack.base + SERVICE, content=IN_SCOPE, headers=headers).status_code == 401  # still known
