"""Convert accounts and addresses between protobuf and REST."""

from datetime import UTC
from typing import Final, Literal

from msgspec import UNSET

from bff.http.language import DEFAULT_LANGUAGE, supported_language
from bff.schemas import Channel, Language
from bff.users import schemas
from tienda.users.v1 import user_service_pb2

_ROLE_FROM_PROTO: Final[dict[user_service_pb2.Role.ValueType, Literal["customer", "admin"]]] = {
    user_service_pb2.ROLE_CUSTOMER: "customer",
    user_service_pb2.ROLE_ADMIN: "admin",
}


_CHANNEL_FROM_PROTO: Final[dict[user_service_pb2.NotifyChannel.ValueType, Channel]] = {
    user_service_pb2.NOTIFY_CHANNEL_EMAIL: "email",
    user_service_pb2.NOTIFY_CHANNEL_SMS: "sms",
}
_CHANNEL_TO_PROTO: Final = {name: value for value, name in _CHANNEL_FROM_PROTO.items()}


def create_user_request(
    user: schemas.NewUser, language: Language
) -> user_service_pb2.CreateUserRequest:
    """Return the request to create an account; `language` is the default of its locale."""
    return user_service_pb2.CreateUserRequest(
        email=user.email,
        password=user.password,
        name=user.name,
        phone=user.phone or "",
        language=user.locale or language,
        notify_channels=_channels(user.notify) if user.notify is not None else None,
    )


def update_user_request(change: schemas.UserChange) -> user_service_pb2.UpdateUserRequest:
    """Return the request to change the given fields."""
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


def user(user: user_service_pb2.User) -> schemas.User:
    """Return an account."""
    return schemas.User(
        id=user.id,
        email=user.email,
        name=user.name,
        phone=user.phone or None,
        locale=supported_language(user.language) or DEFAULT_LANGUAGE,
        role=_ROLE_FROM_PROTO[user.role],
        created_at=user.create_time.ToDatetime(UTC),
        notify=[_CHANNEL_FROM_PROTO[channel] for channel in user.notify_channels],
        email_confirmed=user.email_confirmed,
    )


def address_to_proto(
    address: schemas.NewAddress, address_id: str = ""
) -> user_service_pb2.UserAddress:
    """Return the message of an address; `address_id` is empty for a new one."""
    return user_service_pb2.UserAddress(
        id=address_id,
        line1=address.line1,
        line2=address.line2 or "",
        city=address.city,
        region=address.region or "",
        postal_code=address.postal_code or "",
        country_code=address.country,
    )


def address(address: user_service_pb2.UserAddress) -> schemas.Address:
    """Return an address."""
    return schemas.Address(
        id=address.id,
        line1=address.line1,
        line2=address.line2 or None,
        city=address.city,
        region=address.region or None,
        postal_code=address.postal_code,
        country=address.country_code,
    )


def _channels(channels: list[Channel]) -> user_service_pb2.NotifyChannels:
    return user_service_pb2.NotifyChannels(
        channels=[_CHANNEL_TO_PROTO[channel] for channel in channels]
    )
