"""The metadata service of machines (IMDSv2), at its well-known address; it knows who asks."""

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.rehearsal.box import addresses
from tests.rehearsal.model import Identity, Machine, Subnet

_TOKEN = "X-aws-ec2-metadata-token"
_LIFETIME = "X-aws-ec2-metadata-token-ttl-seconds"
_MAX_LIFETIME = 21_600
_METADATA = "/latest/meta-data/"


@dataclass
class Resident:
    """A machine as the metadata service knows it."""

    machine: Machine
    subnet: Subnet
    address: str
    tokens: set[str] = field(default_factory=set)


class MetadataService:
    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self.residents: dict[str, Resident] = {}
        """By address."""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Answer machines."""
        application = web.Application()
        application.router.add_put("/latest/api/token", self._give_token)
        application.router.add_get("/{path:.*}", self._get)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, str(addresses.METADATA), 80).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _give_token(self, request: web.Request) -> web.Response:
        resident = self.residents.get(request.remote or "")
        lifetime = request.headers.get(_LIFETIME, "")
        if resident is None or "X-Forwarded-For" in request.headers:
            return web.Response(status=403)
        if not lifetime.isdigit() or not 1 <= int(lifetime) <= _MAX_LIFETIME:
            return web.Response(status=400)
        assert request.transport is not None
        connection = request.transport.get_extra_info("socket")
        # The answer with the token travels so far and no further.
        connection.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, resident.machine.metadata_hop_limit)
        token = secrets.token_urlsafe(32)
        resident.tokens.add(token)
        return web.Response(text=token, headers={_LIFETIME: lifetime})

    async def _get(self, request: web.Request) -> web.Response:
        resident = self.residents.get(request.remote or "")
        if resident is None or request.headers.get(_TOKEN) not in resident.tokens:
            return web.Response(status=401)
        # The account may take its time.
        text = await asyncio.to_thread(self._text, resident, request.path)
        return web.Response(text=text) if text else web.Response(status=404)

    def _text(self, resident: Resident, path: str) -> str | None:
        machine, subnet = resident.machine, resident.subnet
        region, role = subnet.zone[:-1], machine.role.rpartition("/")[2]
        if path == "/latest/user-data":
            return machine.user_data
        if path == "/latest/dynamic/instance-identity/document":
            document = {
                "instanceId": machine.id,
                "privateIp": resident.address,
                "availabilityZone": subnet.zone,
                "region": region,
                "accountId": machine.role.split(":")[4],
            }
            return json.dumps(document)
        known = {
            "instance-id": machine.id,
            "local-ipv4": resident.address,
            "placement/availability-zone": subnet.zone,
            "placement/region": region,
            "iam/security-credentials/": role,
        }
        name = path.removeprefix(_METADATA)
        if name == "autoscaling/target-lifecycle-state":
            return self._identity.lifecycle_state(machine.id)
        if name == f"iam/security-credentials/{role}":
            return json.dumps(_document(self._identity.credentials(machine.role)))
        return known.get(name)


def _document(credentials: Mapping[str, str]) -> Mapping[str, str]:
    return {"Code": "Success", "Type": "AWS-HMAC", **credentials}
