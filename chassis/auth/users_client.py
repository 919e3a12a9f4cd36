"""The client of users, from which every service fetches signing keys and revoked sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import grpc.aio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chassis.auth.access_tokens import Keyring
from chassis.auth.revoked_sessions import RevokedSessions
from chassis.rpc import grpc_client
from tienda.users.v1 import closed_account_service_pb2 as closed_pb
from tienda.users.v1 import session_service_pb2 as pb
from tienda.users.v1 import session_service_pb2_grpc as grpc_pb

USERS_SERVICES = (
    *pb.DESCRIPTOR.services_by_name.values(),
    *closed_pb.DESCRIPTOR.services_by_name.values(),
)

KEYS_TIMEOUT = 2.0
REVOCATIONS_TIMEOUT = 0.5
"""Seconds: a caller waits for the call, but does not depend on it."""


@dataclass(frozen=True, slots=True)
class _UsersKeyring:
    """Users' KeyService over a channel."""

    stub: grpc_pb.KeyServiceStub

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        """Fetch the signing keys."""
        request = pb.ListSigningKeysRequest()
        response = await grpc_client.call(
            self.stub.ListSigningKeys, request, timeout=KEYS_TIMEOUT, as_caller=False
        )
        return {key.id: Ed25519PublicKey.from_public_bytes(key.public_key) for key in response.keys}

    async def revoked_sessions(self, since: datetime | None) -> RevokedSessions:
        """Fetch the revoked sessions, as Keyring describes."""
        request = pb.ListEndedSessionsRequest()
        if since is not None:
            request.since.FromDatetime(since)
        response = await grpc_client.call(
            self.stub.ListEndedSessions, request, timeout=REVOCATIONS_TIMEOUT, as_caller=False
        )
        ids = [UUID(bytes=each) for each in response.ids]
        return RevokedSessions(ids, response.as_of.ToDatetime(UTC))


def users_keyring(channel: grpc.aio.Channel) -> Keyring:
    """Return a keyring that calls users over this channel."""
    return _UsersKeyring(grpc_pb.KeyServiceStub(channel))
