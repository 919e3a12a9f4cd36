"""The one neighbour of every service: users' public keys, that tokens are checked with."""

from collections.abc import Mapping

import grpc.aio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chassis.channel import ask
from chassis.identity import FetchKeys
from tienda.users.v1 import session_service_pb2, session_service_pb2_grpc

USERS_SERVICES = tuple(session_service_pb2.DESCRIPTOR.services_by_name.values())


def keys_from(channel: grpc.aio.Channel) -> FetchKeys:
    """Answer a function that fetches the signing keys over a channel to users."""
    stub = session_service_pb2_grpc.KeyServiceStub(channel)

    async def fetch() -> Mapping[str, Ed25519PublicKey]:
        request = session_service_pb2.ListSigningKeysRequest()
        answer = await ask(stub.ListSigningKeys, request, timeout=2.0)
        return {key.id: Ed25519PublicKey.from_public_bytes(key.public_key) for key in answer.keys}

    return fetch
