"""Accounts and addresses between protos and REST."""

from datetime import UTC
from typing import Final, Literal

from msgspec import UNSET

from bff.http.language import DEFAULT, named
from bff.orders.schemas import Channel
from bff.schemas import Language
from bff.users import schemas as shapes
from tienda.users.v1 import user_service_pb2

_ROLES: Final[dict[user_service_pb2.Role.ValueType, Literal["customer", "admin"]]] = {
    user_service_pb2.ROLE_CUSTOMER: "customer",
    user_service_pb2.ROLE_ADMIN: "admin",
}


_CHANNELS: Final[dict[user_service_pb2.NotifyChannel.ValueType, Channel]] = {
    user_service_pb2.NOTIFY_CHANNEL_EMAIL: "email",
    user_service_pb2.NOTIFY_CHANNEL_SMS: "sms",
}
_CHANNELS_BACK: Final = {name: value for value, name in _CHANNELS.items()}


def create_request(user: shapes.NewUser, language: Language) -> user_service_pb2.CreateUserRequest:
    """Write an account to open; `language` is the request's."""
    return user_service_pb2.CreateUserRequest(
        email=user.email,
        password=user.password,
        name=user.name,
        phone=user.phone or "",
        language=user.locale or language,
        notify_channels=_channels(user.notify) if user.notify is not None else None,
    )


def update_request(change: shapes.UserChange) -> user_service_pb2.UpdateUserRequest:
    """Write what is to change."""
    request = user_service_pb2.UpdateUserRequest()
    if change.name is not UNSET:
        request.name = change.name
    if change.phone is not UNSET:
        request.phone = change.phone or ""
    if change.locale is not UNSET:
        request.language = change.locale
    if change.notify is not UNSET:
        request.notify_channels.CopyFrom(_channels(change.notify))
    return request


def user(user: user_service_pb2.User) -> shapes.User:
    """Read an account."""
    return shapes.User(
        id=user.id,
        email=user.email,
        name=user.name,
        phone=user.phone or None,
        locale=named(user.language) or DEFAULT,
        role=_ROLES[user.role],
        created_at=user.create_time.ToDatetime(UTC),
        notify=[_CHANNELS[channel] for channel in user.notify_channels],
        email_confirmed=user.email_confirmed,
    )


def to_address(address: shapes.NewAddress, address_id: str = "") -> user_service_pb2.UserAddress:
    """Write an address."""
    return user_service_pb2.UserAddress(
        id=address_id,
        line1=address.line1,
        line2=address.line2 or "",
        city=address.city,
        region=address.region or "",
        postal_code=address.postal_code,
        country_code=address.country,
    )


def address(address: user_service_pb2.UserAddress) -> shapes.Address:
    """Read an address."""
    return shapes.Address(
        id=address.id,
        line1=address.line1,
        line2=address.line2 or None,
        city=address.city,
        region=address.region or None,
        postal_code=address.postal_code,
        country=address.country_code,
    )


def _channels(named: list[Channel]) -> user_service_pb2.NotifyChannels:
    return user_service_pb2.NotifyChannels(channels=[_CHANNELS_BACK[one] for one in named])
