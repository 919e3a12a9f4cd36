"""Every door of the services themselves, as their reflection lists them, gone round the bff.

An RPC that a service has and this table has not fails: whoever adds one says here whose it is.
"""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

from chassis.request_context import Role
from tests.integration.examples import fill
from tests.integration.test_grpcurl import GRPCURL
from tests.integration.tokens import bad_tokens, token_for
from tests.store import RunningStore

PARTS = ("catalog", "orders", "users")

ANYBODYS = {
    "CatalogService": {
        *("SearchProducts", "ListFacets", "SuggestProducts", "GetProduct", "BatchGetProducts"),
        *("LookUpProducts", "GetShop", "ListCategories", "ListSlugs"),
    },
    "OrderService": {"PlaceOrder", "ListBestsellers"},
    "CartService": {"GetCart", "SetCartItem", "RemoveCartItem"},
    "StockService": {"BatchGetStock"},
    "UserService": {"CreateUser"},
    "SessionService": {"CreateSession", "RefreshSession", "DeleteSession"},
    "CredentialService": {"RequestPasswordReset", "ResetPassword", "ConfirmEmail"},
    "KeyService": {"ListSigningKeys", "ListEndedSessions"},
    "ClosedAccountService": {"ListClosedAccounts"},
}
CUSTOMERS = {
    "OrderService": {"ListOrders"},
    "CartService": {"MergeCart"},
    "UserService": {
        *("GetUser", "UpdateUser", "DeleteUser", "ListAddresses", "CreateAddress"),
    },
    "SessionService": {"ListSessions"},
    "CredentialService": {"ChangePassword", "RequestEmailConfirmation"},
}
OWNERS = {
    "UserService": {"UpdateAddress", "DeleteAddress"},
    "SessionService": {"EndSession"},
}
BUYERS = {"OrderService": {"GetOrder", "GetReceipt", "CancelOrder"}}
"""The owner may be a guest: without a token one is told that it is not there."""
ADMINS = {
    "CatalogService": {
        *("ListProducts", "ListProductPrices", "CreateProduct", "UpdateProduct"),
        "ArchiveProduct",
        *("CreateCategory", "UpdateCategory", "DeleteCategory", "UploadProductImage"),
        *("ImportProducts",),
    },
    "OrderService": {"ShipOrder", "DeliverOrder", "UndoOrderStatus", "GetSummary"},
    "StockService": {"BatchSetStock"},
}
RULES = (ANYBODYS, CUSTOMERS, OWNERS, BUYERS, ADMINS)


@dataclass(frozen=True)
class Door:
    """One RPC of a running service."""

    channel: grpc.Channel
    method: MethodDescriptor

    @property
    def name(self) -> str:
        return f"{self.method.containing_service.name}.{self.method.name}"

    def is_in(self, *rules: dict[str, set[str]]) -> bool:
        service = self.method.containing_service.name
        return any(self.method.name in rule.get(service, ()) for rule in rules)

    def knock(self, token: str = "", **fields: str) -> grpc.StatusCode:
        """Call with everything filled in, and answer how it ended."""
        request = fill(GetMessageClass(self.method.input_type)())
        for name, value in fields.items():
            _set(request, name, value)
        metadata = [("authorization", f"Bearer {token}")] if token else []
        try:
            self._call(request, metadata)
        except grpc.RpcError as error:
            return error.code()
        return grpc.StatusCode.OK

    def _call(self, request: Message, metadata: list[tuple[str, str]]) -> None:
        path = f"/{self.method.containing_service.full_name}/{self.method.name}"
        coders: dict[str, Any] = {
            "request_serializer": type(request).SerializeToString,
            "response_deserializer": GetMessageClass(self.method.output_type).FromString,
        }
        given: dict[str, Any] = {"metadata": metadata, "timeout": 10}
        match self.method.client_streaming, self.method.server_streaming:
            case False, False:
                self.channel.unary_unary(path, **coders)(request, **given)
            case True, False:
                self.channel.stream_unary(path, **coders)(iter([request]), **given)
            case True, True:
                list(self.channel.stream_stream(path, **coders)(iter([request]), **given))


def _set(request: Message, name: str, value: str) -> None:
    for field, inner in request.ListFields():
        if field.name == name:
            setattr(request, name, value)
        elif isinstance(inner, Message):
            _set(inner, name, value)


@pytest.fixture(scope="module")
def doors(store: RunningStore) -> Iterator[list[Door]]:
    found, channels = [], []
    for part in PARTS:
        channel = grpc.insecure_channel(f"127.0.0.1:{getattr(store.ports, part)}")
        channels.append(channel)
        database = ProtoReflectionDescriptorDatabase(channel)
        pool = DescriptorPool(database)
        for service in database.get_services():
            if service.startswith("tienda."):
                methods = pool.FindServiceByName(service).methods
                found += [Door(channel, method) for method in methods]
    yield found
    for channel in channels:
        channel.close()


def test_every_rpc_has_a_rule(doors):
    by_rule = sorted(
        f"{service}.{method}"
        for rule in RULES
        for service, methods in rule.items()
        for method in methods
    )
    assert sorted(door.name for door in doors) == by_rule


def test_without_a_token_nobody_passes(doors):
    for door in doors:
        if door.is_in(CUSTOMERS, OWNERS, ADMINS):
            assert door.knock() is grpc.StatusCode.UNAUTHENTICATED, door.name
        elif door.is_in(BUYERS):
            assert door.knock() is grpc.StatusCode.NOT_FOUND, door.name


def test_a_customer_is_no_admin_and_another_customers_things_are_not_there(store, doors):
    token = token_for(store, Role.CUSTOMER)
    for door in doors:
        if door.is_in(ADMINS):
            assert door.knock(token) is grpc.StatusCode.PERMISSION_DENIED, door.name
        elif door.name == "OrderService.ListOrders":  # everybody's, as it is filled in
            assert door.knock(token) is grpc.StatusCode.PERMISSION_DENIED
        elif door.is_in(OWNERS, BUYERS):
            assert door.knock(token) is grpc.StatusCode.NOT_FOUND, door.name


def test_a_token_that_is_no_good_opens_no_door_at_all(store, doors):
    # Whatever a door is for, a token that is given must be good.
    for what, token in bad_tokens(store).items():
        for door in doors:
            assert door.knock(token) is grpc.StatusCode.UNAUTHENTICATED, (what, door.name)


def test_the_token_of_who_logged_out_opens_no_door_at_all(doors):
    by_name = {door.name: door for door in doors}
    email, password = f"grpc-{uuid4().hex[:12]}@example.com", "correct horse battery"
    account = {"email": email, "password": password, "phone": "+34600000000"}
    assert by_name["UserService.CreateUser"].knock(**account) is grpc.StatusCode.OK
    tokens = _log_in(by_name["SessionService.CreateSession"], email, password)
    assert by_name["UserService.GetUser"].knock(tokens.access_token) is grpc.StatusCode.OK
    leave = by_name["SessionService.DeleteSession"]
    assert leave.knock(refresh_token=tokens.refresh_token) is grpc.StatusCode.OK
    told = by_name["UserService.GetUser"].knock(tokens.access_token)
    assert told is grpc.StatusCode.UNAUTHENTICATED, "users hears of it at once"
    time.sleep(2.1)
    for door in doors:
        assert door.knock(tokens.access_token) is grpc.StatusCode.UNAUTHENTICATED, door.name


def _log_in(door: Door, email: str, password: str) -> Any:
    request = GetMessageClass(door.method.input_type)(email=email, password=password)
    call = door.channel.unary_unary(
        f"/{door.method.containing_service.full_name}/{door.method.name}",
        request_serializer=type(request).SerializeToString,
        response_deserializer=GetMessageClass(door.method.output_type).FromString,
    )
    return call(request, timeout=10).tokens


@pytest.mark.parametrize(
    ("part", "method", "request_text"),
    [
        ("catalog", "tienda.catalog.v1.CatalogService/ArchiveProduct", '{"id": "%s"}'),
        ("orders", "tienda.orders.v1.OrderService/ShipOrder", '{"id": "%s"}'),
        (
            "orders",
            "tienda.orders.v1.StockService/BatchSetStock",
            '{"levels": [{"product_id": "%s", "on_hand": 1}]}',
        ),
    ],
)
def test_a_customer_with_grpcurl_is_denied_too(store, part, method, request_text):
    done = subprocess.run(
        [
            *(str(GRPCURL), "-plaintext"),
            *("-H", f"authorization: Bearer {token_for(store, Role.CUSTOMER, UUID(int=7))}"),
            *("-d", request_text % uuid4(), f"127.0.0.1:{getattr(store.ports, part)}", method),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert done.returncode != 0
    assert "Code: PermissionDenied" in done.stderr
