"""`python -m tests.rehearsal.box.database.front FILE`: takes the connections of a database.

FILE has the `Settings` as JSON; it is read again for each log-in. Runs in a node's network.
"""

import asyncio
import json
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.postgres import BIN
from tests.rds import Front, Logins
from tests.rehearsal.box.database.server import PORT


@dataclass(frozen=True)
class Settings:
    address: str
    port: int
    certificate: str
    key: str
    passwords: Mapping[str, str]
    resource_id: str
    iam: str
    """The socket file of whoever judges tokens."""

    @classmethod
    def read(cls, file: Path) -> "Settings":
        return cls(**json.loads(file.read_text()))


def is_token(settings: Settings, user: str, password: str) -> bool:
    """Whether IAM lets the user in with the password as a token."""
    with socket.socket(socket.AF_UNIX) as iam:
        iam.connect(settings.iam)
        iam.sendall(json.dumps([settings.resource_id, user, password]).encode() + b"\n")
        return iam.makefile().readline() == "true\n"


async def main(file: Path) -> None:
    def allow(user: str, password: str) -> bool:
        settings = Settings.read(file)
        logins = Logins(
            BIN / "psql",
            PORT,
            settings.passwords,
            lambda user, token: is_token(settings, user, token),
        )
        return logins(user, password)

    settings = Settings.read(file)
    front = Front(Path(settings.certificate), Path(settings.key), PORT, allow)
    async with await front.open(settings.port, settings.address) as server:
        print("open", flush=True)  # noqa: T201 (tells whoever started it)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
