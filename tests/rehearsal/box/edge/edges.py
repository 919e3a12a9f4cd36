"""The distributions of the account, and the process that serves them."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from threading import RLock

from tests.certificates import Authority
from tests.rehearsal.box import addresses
from tests.rehearsal.box.names import Names
from tests.rehearsal.box.unix_http import UnixConnection
from tests.rehearsal.model import Distribution

_ROOT = Path(__file__).resolve().parents[4]
_NAME = "edge"


class Edges:
    def __init__(self, names: Names, authority: Authority, folder: Path) -> None:
        self._names = names
        self._authority = authority
        self._folder = folder / _NAME
        self._lock = RLock()
        self._distributions: dict[str, Distribution] = {}
        self._process: subprocess.Popen[str] | None = None

    def put(self, distribution: Distribution) -> None:
        with self._lock:
            self._distributions[distribution.id] = distribution
            self._issue_certificate()
            if self._process is None:
                self._start()
            self._tell("put", asdict(distribution))
            for name in distribution.names:
                self._names.put(name, [str(addresses.EDGE)])

    def invalidate(self, distribution: str, paths: Sequence[str]) -> None:
        self._tell("invalidate", [distribution, list(paths)])

    def remove(self, resource: str) -> None:
        with self._lock:
            if distribution := self._distributions.pop(resource, None):
                self._tell("remove", resource)
                for name in distribution.names:
                    self._names.remove(name)

    def close(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(30)

    def _issue_certificate(self) -> None:
        self._folder.mkdir(exist_ok=True)
        names = [name for one in self._distributions.values() for name in one.names]
        files = self._authority.issue(_NAME, self._folder, *names)
        assert {file.name for file in files} == {f"{_NAME}.pem", f"{_NAME}.key"}

    def _start(self) -> None:
        (self._folder / "authority.pem").write_bytes(self._authority.pem)
        command = (sys.executable, "-m", "tests.rehearsal.box.edge.serve", str(self._folder))
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=_ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert self._process.stdout is not None
        with self._process.stdout:
            opened = self._process.stdout.readline()
        assert opened, (self._folder / "log").read_text()

    def _tell(self, what: str, body: object) -> None:
        connection = UnixConnection(self._folder / "control")
        connection.request(
            "POST", f"/{what}", json.dumps(body), {"Content-Type": "application/json"}
        )
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status != 200:
            log = (self._folder / "log").read_text()
            raise RuntimeError(f"the edge refuses to {what}: {response.status} {log[-2000:]}")
