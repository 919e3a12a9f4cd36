"""CloudFront's functions, run by one Node for all requests."""

import asyncio
import itertools
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PROGRAM = """
const functions = {};
require("readline").createInterface({ input: process.stdin }).on("line", async (line) => {
  const { id, arn, code, event } = JSON.parse(line);
  if (code !== undefined) {
    functions[arn] = new Function(code + "; return handler;")();
    return;
  }
  let answer;
  try {
    answer = { result: await functions[arn](event) };
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify({ id, ...answer }));
});
"""


class FunctionFailed(RuntimeError):
    """A function threw; CloudFront answers 503."""


class Functions:
    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._waiting: dict[int, asyncio.Future[Mapping[str, Any]]] = {}

    async def start(self) -> None:
        # A Node from PyPI is beside this Python.
        node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
        self._process = await asyncio.create_subprocess_exec(
            *(node or "node", "-e", _PROGRAM),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 22,
        )
        self._reading = asyncio.create_task(self._read())

    def put(self, arn: str, code: str) -> None:
        self._send({"arn": arn, "code": code})

    async def call(self, arn: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the function returns: a request, or an answer. Raise FunctionFailed."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self._send({"id": number, "arn": arn, "event": event})
        answer = await self._waiting[number]
        if "error" in answer:
            raise FunctionFailed(answer["error"])
        result: Mapping[str, Any] = answer["result"]
        return result

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            answer = json.loads(line)
            self._waiting.pop(answer["id"]).set_result(answer)
