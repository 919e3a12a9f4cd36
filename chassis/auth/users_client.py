"""The one neighbour of every service: users, for what tokens are checked with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import grpc.aio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chassis.auth.access_tokens import Keyring
from chassis.auth.revoked_sessions import Ended
from chassis.rpc import grpc_client
from tienda.users.v1 import closed_account_service_pb2 as closed_pb
from tienda.users.v1 import session_service_pb2 as pb
from tienda.users.v1 import session_service_pb2_grpc as grpc_pb

USERS_SERVICES = (
    *pb.DESCRIPTOR.services_by_name.values(),
    *closed_pb.DESCRIPTOR.services_by_name.values(),
)

KEYS_TIMEOUT = 2.0
ENDED_TIMEOUT = 0.5
"""Seconds; a caller waits for it, and can do without."""


@dataclass(frozen=True, slots=True)
class _UsersKeyring:
    """Users' KeyService over a channel."""

    stub: grpc_pb.KeyServiceStub

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        """Fetch the signing keys."""
        request = pb.ListSigningKeysRequest()
        answer = await grpc_client.call(
            self.stub.ListSigningKeys, request, timeout=KEYS_TIMEOUT, as_caller=False
        )
        return {key.id: Ed25519PublicKey.from_public_bytes(key.public_key) for key in answer.keys}

    async def ended_sessions(self, since: datetime | None) -> Ended:
        """Fetch the sessions that ended of late."""
        request = pb.ListEndedSessionsRequest()
        if since is not None:
            request.since.FromDatetime(since)
        answer = await grpc_client.call(
            self.stub.ListEndedSessions, request, timeout=ENDED_TIMEOUT, as_caller=False
        )
        ids = [UUID(bytes=one) for one in answer.ids]
        return Ended(ids, answer.as_of.ToDatetime(UTC))


def keys_from(channel: grpc.aio.Channel) -> Keyring:
    """Return the keyring that a channel to users is."""
    return _UsersKeyring(grpc_pb.KeyServiceStub(channel))
