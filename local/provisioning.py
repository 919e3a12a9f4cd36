"""What must be there before the services can work: the key, the cluster, the tables."""

import asyncio
import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path

from local import oneshot, postgres
from local.process import environment
from local.processes import Addresses, signing_key
from local.state import State

MIGRATED = "stamps/migrated"


async def make_cluster(state: State) -> None:
    """Make PostgreSQL's cluster unless it is there. Raise PostgresError."""
    folder = state.folder / "postgres"
    if not folder.exists():
        # What the stamps say was done to another cluster.
        shutil.rmtree(state.stamps)
        state.stamps.mkdir()
    postgres.init(folder)  # half a second, in which there is nothing else to do


async def make_key(state: State) -> None:
    """Make the key that access tokens are signed with, unless it is there. Raise StepFailed."""
    path = signing_key(state)
    if path.exists():
        return
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    module = ["users", "new-key", str(fresh)]
    await oneshot.run("users new-key", module, environment(state.folder), state)
    fresh.replace(path)


def has_tables(state: State) -> bool:
    """Whether every database has the shape that the code wants."""
    return state.read(MIGRATED) == _shape()


async def make_tables(state: State, addresses: Addresses) -> None:
    """Make the databases and bring each to its newest shape. Raise StepFailed."""
    environ = environment(state.folder)
    port = str(addresses.ports.postgres)
    await oneshot.run_logged("databases", ["local.databases", port], environ, state)
    async with asyncio.TaskGroup() as tasks:
        for service in postgres.SERVICES:
            environ = environment(state.folder, DATABASE_URL=addresses.database(service))
            name = f"{service}.migrate"
            tasks.create_task(oneshot.run_logged(name, [name], environ, state))
    state.write(MIGRATED, _shape())


def _shape() -> str:
    """Return a hash of every service's migrations: while it stays, there is nothing to migrate."""
    digest = hashlib.sha256()
    for service in postgres.SERVICES:
        spec = find_spec(service)
        assert spec is not None
        assert spec.origin is not None
        folder = Path(spec.origin).parent / "migrations"
        for path in sorted(folder.rglob("*.py")):
            digest.update(f"{service} {path.relative_to(folder)}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
