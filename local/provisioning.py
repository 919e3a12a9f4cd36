"""Provisions what the services need: PostgreSQL's cluster, databases, tables, the signing key."""

import asyncio
import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path

from local import oneshot, postgres
from local.process import environment
from local.processes import Addresses, postgres_folder, signing_key_path
from local.state import State

MIGRATED_STAMP = "stamps/migrated"


async def init_cluster(state: State, addresses: Addresses) -> None:
    """Initialise PostgreSQL's cluster unless it exists. Raise PostgresError."""
    folder = postgres_folder(state)
    if not folder.exists():
        # The stamps belong to another cluster.
        shutil.rmtree(state.stamps)
        state.stamps.mkdir()
    # It blocks for half a second: nothing else runs yet.
    postgres.init_cluster(folder, addresses.database_password)


async def create_signing_key(state: State) -> None:
    """Create the key that signs access tokens, unless it exists. Raise OneshotFailed."""
    path = signing_key_path(state)
    if path.exists():
        return
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    module = ["users", "new-key", str(fresh)]
    await oneshot.run("users new-key", module, environment(state.folder), state)
    fresh.replace(path)


def is_migrated(state: State) -> bool:
    """Whether every database has the migrations of this code."""
    return state.read(MIGRATED_STAMP) == _migrations_digest()


async def migrate_databases(state: State, addresses: Addresses) -> None:
    """Create the databases and migrate each. Raise OneshotFailed."""
    environ = environment(state.folder, DATABASE_URL=addresses.database_server.admin_url())
    await oneshot.run_logged("databases", ["local.databases"], environ, state)
    async with asyncio.TaskGroup() as tasks:
        for service in postgres.SERVICES:
            environ = environment(state.folder, DATABASE_URL=addresses.database(service))
            name = f"{service}.migrate"
            tasks.create_task(oneshot.run_logged(name, [name], environ, state))
    state.write(MIGRATED_STAMP, _migrations_digest())


def _migrations_digest() -> str:
    """Return a hash of every service's migrations: the same hash means nothing to migrate."""
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
