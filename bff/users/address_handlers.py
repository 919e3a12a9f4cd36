"""The addresses that a customer keeps."""

from bff.clients.clients import READ
from bff.errors.problems import Problem
from bff.http.endpoint import Answer, Call
from bff.schemas import Query
from bff.users import convert
from bff.users.schemas import Addresses, NewAddress
from chassis import grpc_client
from tienda.users.v1 import user_service_pb2


async def list_addresses(call: Call[Query, None]) -> Answer:
    """Return all of them."""
    request = user_service_pb2.ListAddressesRequest()
    answer = await grpc_client.call(call.neighbours.users.ListAddresses, request, timeout=READ)
    return Answer(Addresses([convert.address(one) for one in answer.addresses], None))


async def get_address(call: Call[Query, None]) -> Answer:
    """Return one of them."""
    request = user_service_pb2.ListAddressesRequest()
    answer = await grpc_client.call(call.neighbours.users.ListAddresses, request, timeout=READ)
    for one in answer.addresses:
        if one.id == call.path["id"]:
            return Answer(convert.address(one))
    raise Problem("address-not-found")


async def create_address(call: Call[Query, NewAddress]) -> Answer:
    """Keep one more."""
    request = user_service_pb2.CreateAddressRequest(address=convert.to_address(call.body))
    answer = await grpc_client.call(call.neighbours.users.CreateAddress, request, timeout=READ)
    location = {"Location": f"/users/me/addresses/{answer.address.id}"}
    return Answer(convert.address(answer.address), headers=location)


async def replace_address(call: Call[Query, NewAddress]) -> Answer:
    """Put another in the place of one."""
    written = convert.to_address(call.body, call.path["id"])
    request = user_service_pb2.UpdateAddressRequest(address=written)
    answer = await grpc_client.call(call.neighbours.users.UpdateAddress, request, timeout=READ)
    return Answer(convert.address(answer.address))


async def delete_address(call: Call[Query, None]) -> Answer:
    """Forget one."""
    request = user_service_pb2.DeleteAddressRequest(id=call.path["id"])
    await grpc_client.call(call.neighbours.users.DeleteAddress, request, timeout=READ)
    return Answer()
