"""A run that was killed leaves a database behind; the next one drops it, and no other."""

import asyncio
from uuid import uuid4

from tests.service.ledger.scratch import NAME, connected, made, run


async def _present(server: str, *names: str) -> list[str]:
    async with connected(server, "postgres") as connection:
        rows = await connection.fetch("SELECT datname FROM pg_database WHERE datname = ANY($1)", names)
    return sorted(row["datname"] for row in rows)


def test_what_a_killed_run_left_is_dropped_and_what_is_in_use_stays(server: str, scratch: str) -> None:
    killed, lives, new = (f"{NAME}{uuid4().hex}" for _ in range(3))

    async def check() -> None:
        left, used = await made(server, killed), await made(server, lives)
        await left.close()
        newest = await made(server, new)
        assert await _present(server, killed, lives, new, scratch) == sorted((lives, new, scratch))
        for connection in (used, newest):
            await connection.close()
        for name in (lives, new):
            await run(server, "postgres", f"DROP DATABASE IF EXISTS {name}")

    asyncio.run(check())
