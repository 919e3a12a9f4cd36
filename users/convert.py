"""Converts between protos and domain; what comes in is validated."""

from datetime import UTC, datetime
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.auth.revoked_sessions import RevokedSessions
from chassis.contact.emails import parse_email, read_email
from chassis.contact.phones import read_phone
from chassis.contact.postal_address import MAX_LINE, PostalAddress, read_address
from chassis.errors import InvalidRequest, Validation
from chassis.ids import parse_id
from chassis.request_context import Role
from chassis.text.validation import read_line
from chassis.violations import Code
from tienda.users.v1 import closed_account_service_pb2, session_service_pb2, user_service_pb2
from users.domain import (
    ACCESS_LIFETIME,
    LANGUAGES,
    MAX_PASSWORD_LENGTH,
    MIN_PASSWORD_LENGTH,
    REFRESH_LIFETIME,
    Account,
    AddressNotFound,
    Channel,
    ClosedAccount,
    Email,
    ProfileChanges,
    Registration,
    SavedAddress,
    Session,
    SessionNotFound,
    TokenPair,
    WrongCredentials,
    is_good_password,
)
from users.passwords.common_passwords import is_common, is_personal

_ROLES = {
    Role.CUSTOMER: user_service_pb2.ROLE_CUSTOMER,
    Role.ADMIN: user_service_pb2.ROLE_ADMIN,
}
_CHANNELS = {
    Channel.EMAIL: user_service_pb2.NOTIFY_CHANNEL_EMAIL,
    Channel.SMS: user_service_pb2.NOTIFY_CHANNEL_SMS,
}
_CHANNELS_BACK = {value: channel for channel, value in _CHANNELS.items()}
_DEFAULT_PAGE_SIZE, _MAX_PAGE_SIZE = 100, 1000


def registration(request: user_service_pb2.CreateUserRequest) -> Registration:
    """Parse a registration. Raise InvalidRequest."""
    validation = Validation()
    address = read_email(validation, "email", request.email)
    _check_password(validation, "password", request.password)
    name = read_line(validation, "name", request.name, max_length=MAX_LINE)
    if address and is_personal(request.password, address, name):
        validation.add("password", Code.PERSONAL_PASSWORD)
    phone = read_phone(validation, "phone", request.phone) or None
    language = _language(validation, request.language or LANGUAGES[0])
    channels: tuple[Channel, ...] = (Channel.EMAIL,)
    if request.HasField("notify_channels"):
        channels = _channels(validation, request.notify_channels)
    validation.raise_if_invalid()
    return Registration(Email(address), request.password, name, phone, language, channels)


def new_password(text: str) -> str:
    """Validate a password that is to be set. Raise InvalidRequest."""
    validation = Validation()
    _check_password(validation, "new_password", text)
    validation.raise_if_invalid()
    return text


def current_password(text: str) -> str:
    """Return the password that proves who asks. Raise InvalidRequest if there is none."""
    if not text:
        raise InvalidRequest.of("password", Code.REQUIRED)
    return text


def recipient(text: str) -> Email:
    """Parse the e-mail that a link is to be sent to. Raise InvalidRequest."""
    validation = Validation()
    address = read_email(validation, "email", text)
    validation.raise_if_invalid()
    return Email(address)


def login_email(text: str) -> Email:
    """Parse the e-mail of a log-in. Raise WrongCredentials: no account has an invalid e-mail."""
    address = parse_email(text)
    if address is None:
        raise WrongCredentials
    return Email(address)


def profile_changes(request: user_service_pb2.UpdateUserRequest) -> ProfileChanges:
    """Parse the changes to an account. Raise InvalidRequest."""
    validation = Validation()
    changes = ProfileChanges()
    if request.HasField("name"):
        changes["name"] = read_line(validation, "name", request.name, max_length=MAX_LINE)
    if request.HasField("phone"):
        changes["phone"] = read_phone(validation, "phone", request.phone) or None
    if request.HasField("language"):
        changes["language"] = _language(validation, request.language)
    if request.HasField("notify_channels"):
        changes["channels"] = _channels(validation, request.notify_channels)
    validation.raise_if_invalid()
    return changes


def postal_address(address: user_service_pb2.UserAddress) -> PostalAddress:
    """Parse an address without its id. Raise InvalidRequest."""
    validation = Validation()
    postal = read_address(validation, "address", address)
    validation.raise_if_invalid()
    return postal


def saved_address(address: user_service_pb2.UserAddress) -> SavedAddress:
    """Parse an address with its id. Raise AddressNotFound, InvalidRequest."""
    address_id = parse_id(address.id)
    if address_id is None:
        raise AddressNotFound
    return SavedAddress(address_id, postal_address(address))


def session_id(text: str) -> UUID:
    """Parse a session's id. Raise SessionNotFound."""
    parsed = parse_id(text)
    if parsed is None:
        raise SessionNotFound
    return parsed


def since(request: session_service_pb2.ListEndedSessionsRequest) -> datetime | None:
    """Parse since when ended sessions are requested, None: all. Raise InvalidRequest."""
    if not request.HasField("since"):
        return None
    try:
        return request.since.ToDatetime(UTC)
    except (ValueError, OverflowError):
        raise InvalidRequest.of("since", Code.NOT_TIMESTAMP) from None


def page_size(request: closed_account_service_pb2.ListClosedAccountsRequest) -> int:
    """Parse how many closed accounts are requested. Raise InvalidRequest."""
    size = request.page_size or _DEFAULT_PAGE_SIZE
    validation = Validation()
    valid = 1 <= size <= _MAX_PAGE_SIZE
    validation.check(valid, "page_size", Code.OUT_OF_RANGE, min=1, max=_MAX_PAGE_SIZE)
    validation.raise_if_invalid()
    return size


def to_user(account: Account) -> user_service_pb2.User:
    """Convert an account."""
    return user_service_pb2.User(
        id=str(account.id),
        email=account.email,
        name=account.name,
        phone=account.phone or "",
        language=account.language,
        role=_ROLES[account.role],
        create_time=_timestamp(account.created_at),
        email_confirmed=account.email_confirmed_at is not None,
        notify_channels=[_CHANNELS[channel] for channel in account.channels],
    )


def to_session(session: Session, current: UUID | None) -> session_service_pb2.Session:
    """Convert a session; `current` is the id of the caller's own."""
    return session_service_pb2.Session(
        id=str(session.id),
        device=session.device,
        create_time=_timestamp(session.created_at),
        last_use_time=_timestamp(session.used_at),
        current=session.id == current,
    )


def to_ended(ended: RevokedSessions) -> session_service_pb2.ListEndedSessionsResponse:
    """Convert the list of ended sessions."""
    return session_service_pb2.ListEndedSessionsResponse(
        ids=[session_id.bytes for session_id in ended.ids], as_of=_timestamp(ended.as_of)
    )


def to_closed(account: ClosedAccount) -> closed_account_service_pb2.ClosedAccount:
    """Convert a closed account."""
    return closed_account_service_pb2.ClosedAccount(
        id=str(account.id),
        position=account.position,
        close_time=_timestamp(account.closed_at),
    )


def to_tokens(pair: TokenPair) -> session_service_pb2.TokenPair:
    """Convert a session's tokens, with their lifetimes."""
    tokens = session_service_pb2.TokenPair(access_token=pair.access, refresh_token=pair.refresh)
    tokens.access_lifetime.FromTimedelta(ACCESS_LIFETIME)
    tokens.refresh_lifetime.FromTimedelta(REFRESH_LIFETIME)
    return tokens


def to_address(saved: SavedAddress) -> user_service_pb2.UserAddress:
    """Convert an address."""
    return user_service_pb2.UserAddress(
        id=str(saved.id),
        line1=saved.postal.line1,
        line2=saved.postal.line2,
        city=saved.postal.city,
        region=saved.postal.region,
        postal_code=saved.postal.postal_code,
        country_code=saved.postal.country,
    )


def _timestamp(moment: datetime) -> Timestamp:
    timestamp = Timestamp()
    timestamp.FromDatetime(moment)
    return timestamp


def _check_password(validation: Validation, field: str, text: str) -> None:
    if not is_good_password(text):
        validation.add(
            field, Code.LENGTH_OUT_OF_RANGE, min=MIN_PASSWORD_LENGTH, max=MAX_PASSWORD_LENGTH
        )
    elif is_common(text):
        validation.add(field, Code.COMMON_PASSWORD)


def _channels(
    validation: Validation, given: user_service_pb2.NotifyChannels
) -> tuple[Channel, ...]:
    field = "notify_channels"
    known = [_CHANNELS_BACK[value] for value in given.channels if value in _CHANNELS_BACK]
    all_known = len(known) == len(given.channels)
    validation.check(all_known, field, Code.NOT_ONE_OF, values=", ".join(Channel))
    validation.check(bool(given.channels), field, Code.EMPTY)
    validation.check(len(set(known)) == len(known), field, Code.DUPLICATE_CHANNEL)
    return tuple(known)


def _language(validation: Validation, text: str) -> str:
    known = text in LANGUAGES
    validation.check(known, "language", Code.NOT_ONE_OF, values=", ".join(LANGUAGES))
    return text
