"""The databases, each with its primary, standby and front."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import RLock, Thread

from tests import rds
from tests.certificates import Authority
from tests.rehearsal.box.database.front import Settings
from tests.rehearsal.box.database.server import Server
from tests.rehearsal.box.names import Names
from tests.rehearsal.box.network import Vpc
from tests.rehearsal.model import Database, Identity

_ROOT = Path(__file__).resolve().parents[4]


@dataclass
class _Running:
    database: Database
    folder: Path
    primary: Server
    front: subprocess.Popen[str]
    standby: Server | None = None
    rebuilding: Thread | None = None
    """The thread that makes a standby in place of one that took over."""


class Databases:
    def __init__(
        self, vpc: Vpc, names: Names, authority: Authority, identity: Identity, folder: Path
    ) -> None:
        self._vpc = vpc
        self._names = names
        self._authority = authority
        self._identity = identity
        self._folder = folder
        self._iam = folder / "iam"
        self._lock = RLock()
        self._running: dict[str, _Running] = {}

    @asynccontextmanager
    async def judging(self) -> AsyncIterator[None]:
        """Judge tokens for fronts, which are processes of their own."""

        async def judge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            question = json.loads(await reader.readline())
            may = await asyncio.to_thread(self._identity.may_connect, *question)
            writer.write(json.dumps(may).encode() + b"\n")
            writer.close()

        # A token is a long line.
        async with await asyncio.start_unix_server(judge, self._iam, limit=1 << 20):
            yield

    def put(self, database: Database) -> None:
        with self._lock:
            running = self._running.get(database.id)
            if running is None:
                self._running[database.id] = self._start(database)
                return
            running.database = database
            for server in (running.primary, running.standby):
                if server:
                    self._vpc.regroup(server.node, database.groups)
            self._write_settings(database, running.primary)

    def fail_over(self, database: str) -> None:
        with self._lock:
            running = self._running[database]
            if running.rebuilding:
                running.rebuilding.join()
            if running.standby is None:
                raise ValueError(f"{database} has no standby")
            failed, running.primary, running.standby = running.primary, running.standby, None
            # First, so that nobody hears of its end.
            failed.node.cut_off()
            failed.kill()
            running.front.kill()
            running.front.wait()
            running.primary.promote()
            running.front = self._open_front(running.database, running.primary)
            self._point_name(running)
            self._vpc.discard(failed.node)
            running.rebuilding = Thread(target=self._add_standby, args=(running,), daemon=True)
            running.rebuilding.start()

    def primary(self, database: str) -> Server:
        """Return the server that answers under the database's name."""
        return self._running[database].primary

    def remove(self, resource: str) -> None:
        with self._lock:
            running = self._running.pop(resource, None)
            if running is None:
                return
            if running.rebuilding:
                running.rebuilding.join()
            self._names.remove(running.database.address)
            running.front.kill()
            running.front.wait()
            for server in (running.standby, running.primary):
                if server:
                    server.kill()
                    self._vpc.discard(server.node)

    def close(self) -> None:
        for database in list(self._running):
            self.remove(database)

    def _start(self, database: Database) -> _Running:
        folder = self._folder / f"database-{database.id}"
        folder.mkdir()
        self._authority.issue(database.address, folder)
        node = self._vpc.add("db", database.subnets[0], database.groups)
        primary = Server(node, folder / node.name, database.parameters)
        primary.create()
        primary.start()
        primary.execute(rds.ROLES.replace("keeper", database.master_username))
        front = self._open_front(database, primary)
        running = _Running(database, folder, primary, front)
        if database.multi_az:
            self._add_standby(running)
        self._point_name(running)
        return running

    def _add_standby(self, running: _Running) -> None:
        """Make a standby, in another subnet than the primary's."""
        database, primary = running.database, running.primary
        subnet = next(
            subnet
            for subnet in database.subnets
            if primary.node.address not in self._vpc.subnets[subnet].network
        )
        node = self._vpc.add("db", subnet, database.groups)
        standby = Server(node, running.folder / node.name, database.parameters)
        standby.copy(primary)
        standby.start()
        primary.wait_for_standby(standby)
        running.standby = standby

    def _open_front(self, database: Database, primary: Server) -> subprocess.Popen[str]:
        file = self._write_settings(database, primary)
        command = (sys.executable, "-m", "tests.rehearsal.box.database.front", str(file))
        with (primary.folder / "front").open("ab") as log:
            front = subprocess.Popen(
                primary.node.inside(*command),
                cwd=_ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert front.stdout is not None
        with front.stdout:
            opened = front.stdout.readline()
        assert opened, (primary.folder / "front").read_text()
        return front

    def _write_settings(self, database: Database, primary: Server) -> Path:
        certificate = primary.folder.parent / f"{database.address}.pem"
        settings = Settings(
            address=str(primary.node.address),
            port=database.port,
            certificate=str(certificate),
            key=str(certificate.with_suffix(".key")),
            passwords={database.master_username: database.master_password},
            resource_id=database.resource_id,
            iam=str(self._iam),
        )
        file = primary.folder / "front.json"
        new_file = file.with_suffix(".new")
        new_file.write_text(json.dumps(asdict(settings)))
        new_file.replace(file)
        return file

    def _point_name(self, running: _Running) -> None:
        self._names.put(running.database.address, [str(running.primary.node.address)])
