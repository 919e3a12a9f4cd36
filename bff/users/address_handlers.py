"""Handlers of a customer's saved addresses."""

from bff.clients.clients import DEFAULT_TIMEOUT
from bff.errors.problems import Problem
from bff.http.endpoint import Request, Response
from bff.schemas import Query
from bff.users import convert
from bff.users.schemas import Addresses, NewAddress
from chassis.rpc import grpc_client
from tienda.users.v1 import user_service_pb2


async def list_addresses(request: Request[Query, None]) -> Response:
    """Return every address of the customer."""
    message = user_service_pb2.ListAddressesRequest()
    reply = await grpc_client.call(
        request.clients.users.ListAddresses, message, timeout=DEFAULT_TIMEOUT
    )
    return Response(Addresses([convert.address(address) for address in reply.addresses], None))


async def get_address(request: Request[Query, None]) -> Response:
    """Return an address of the customer."""
    message = user_service_pb2.ListAddressesRequest()
    reply = await grpc_client.call(
        request.clients.users.ListAddresses, message, timeout=DEFAULT_TIMEOUT
    )
    for address in reply.addresses:
        if address.id == request.path["id"]:
            return Response(convert.address(address))
    raise Problem("address-not-found")


async def create_address(request: Request[Query, NewAddress]) -> Response:
    """Save a new address."""
    message = user_service_pb2.CreateAddressRequest(address=convert.address_to_proto(request.body))
    reply = await grpc_client.call(
        request.clients.users.CreateAddress, message, timeout=DEFAULT_TIMEOUT
    )
    headers = {"Location": f"/users/me/addresses/{reply.address.id}"}
    return Response(convert.address(reply.address), headers=headers)


async def replace_address(request: Request[Query, NewAddress]) -> Response:
    """Replace an address."""
    address = convert.address_to_proto(request.body, request.path["id"])
    message = user_service_pb2.UpdateAddressRequest(address=address)
    reply = await grpc_client.call(
        request.clients.users.UpdateAddress, message, timeout=DEFAULT_TIMEOUT
    )
    return Response(convert.address(reply.address))


async def delete_address(request: Request[Query, None]) -> Response:
    """Delete an address."""
    message = user_service_pb2.DeleteAddressRequest(id=request.path["id"])
    await grpc_client.call(request.clients.users.DeleteAddress, message, timeout=DEFAULT_TIMEOUT)
    return Response()
