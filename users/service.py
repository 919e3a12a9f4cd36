"""The servicers of users: convert in, call, convert out."""

from typing import Any

from chassis.ids import parse_id
from chassis.request_context import caller
from chassis.text.validation import showable_line
from tienda.users.v1 import closed_account_service_pb2 as closed_pb
from tienda.users.v1 import closed_account_service_pb2_grpc as closed_grpc
from tienda.users.v1 import credential_service_pb2 as credential_pb
from tienda.users.v1 import credential_service_pb2_grpc as credential_grpc
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import session_service_pb2_grpc as session_grpc
from tienda.users.v1 import user_service_pb2 as user_pb
from tienda.users.v1 import user_service_pb2_grpc as user_grpc
from users import convert
from users.accounts.commands import AccountCommands
from users.accounts.queries import AccountQueries
from users.addresses.address_book import AddressBook
from users.credentials.commands import CredentialCommands
from users.domain import MAX_DEVICE_LENGTH, AddressNotFound
from users.sessions.commands import SessionCommands
from users.sessions.queries import SessionQueries
from users.sessions.signing_keys import LocalKeyring


class UserServicer(user_grpc.UserServiceServicer):
    """tienda.users.v1.UserService."""

    def __init__(
        self, *, accounts: AccountCommands, account_queries: AccountQueries, addresses: AddressBook
    ) -> None:
        self._accounts = accounts
        self._account_queries = account_queries
        self._addresses = addresses

    async def CreateUser(
        self, request: user_pb.CreateUserRequest, context: Any
    ) -> user_pb.CreateUserResponse:
        """Open an account."""
        account = await self._accounts.register(convert.registration(request))
        return user_pb.CreateUserResponse(user=convert.to_user(account))

    async def GetUser(
        self, request: user_pb.GetUserRequest, context: Any
    ) -> user_pb.GetUserResponse:
        """Return the caller's account."""
        account = await self._account_queries.get_account(caller.get().require_account())
        return user_pb.GetUserResponse(user=convert.to_user(account))

    async def UpdateUser(
        self, request: user_pb.UpdateUserRequest, context: Any
    ) -> user_pb.UpdateUserResponse:
        """Change the caller's account."""
        account_id = caller.get().require_account()
        account = await self._accounts.update(account_id, convert.profile_changes(request))
        return user_pb.UpdateUserResponse(user=convert.to_user(account))

    async def DeleteUser(
        self, request: user_pb.DeleteUserRequest, context: Any
    ) -> user_pb.DeleteUserResponse:
        """Close the caller's account."""
        account_id = caller.get().require_account()
        await self._accounts.close(account_id, convert.current_password(request.password))
        return user_pb.DeleteUserResponse()

    async def ListAddresses(
        self, request: user_pb.ListAddressesRequest, context: Any
    ) -> user_pb.ListAddressesResponse:
        """Return the caller's addresses."""
        saved = await self._addresses.list_addresses(caller.get().require_account())
        return user_pb.ListAddressesResponse(addresses=map(convert.to_address, saved))

    async def CreateAddress(
        self, request: user_pb.CreateAddressRequest, context: Any
    ) -> user_pb.CreateAddressResponse:
        """Save one more address."""
        account_id = caller.get().require_account()
        saved = await self._addresses.add(account_id, convert.postal_address(request.address))
        return user_pb.CreateAddressResponse(address=convert.to_address(saved))

    async def UpdateAddress(
        self, request: user_pb.UpdateAddressRequest, context: Any
    ) -> user_pb.UpdateAddressResponse:
        """Replace one of the caller's addresses."""
        account_id = caller.get().require_account()
        saved = await self._addresses.update(account_id, convert.saved_address(request.address))
        return user_pb.UpdateAddressResponse(address=convert.to_address(saved))

    async def DeleteAddress(
        self, request: user_pb.DeleteAddressRequest, context: Any
    ) -> user_pb.DeleteAddressResponse:
        """Remove one of the caller's addresses."""
        account_id = caller.get().require_account()
        address_id = parse_id(request.id)
        if address_id is None:
            raise AddressNotFound
        await self._addresses.remove(account_id, address_id)
        return user_pb.DeleteAddressResponse()


class SessionServicer(session_grpc.SessionServiceServicer):
    """tienda.users.v1.SessionService."""

    def __init__(self, *, sessions: SessionCommands, session_queries: SessionQueries) -> None:
        self._sessions = sessions
        self._session_queries = session_queries

    async def CreateSession(
        self, request: session_pb.CreateSessionRequest, context: Any
    ) -> session_pb.CreateSessionResponse:
        """Log in."""
        email = convert.login_email(request.email)
        device = showable_line(request.device)[:MAX_DEVICE_LENGTH]
        account, pair = await self._sessions.log_in(email, request.password, device)
        return session_pb.CreateSessionResponse(
            user=convert.to_user(account), tokens=convert.to_tokens(pair)
        )

    async def RefreshSession(
        self, request: session_pb.RefreshSessionRequest, context: Any
    ) -> session_pb.RefreshSessionResponse:
        """Exchange a refresh token for a new pair."""
        account, pair = await self._sessions.refresh(request.refresh_token)
        return session_pb.RefreshSessionResponse(
            user=convert.to_user(account), tokens=convert.to_tokens(pair)
        )

    async def DeleteSession(
        self, request: session_pb.DeleteSessionRequest, context: Any
    ) -> session_pb.DeleteSessionResponse:
        """Log out."""
        await self._sessions.log_out(request.refresh_token)
        return session_pb.DeleteSessionResponse()

    async def ListSessions(
        self, request: session_pb.ListSessionsRequest, context: Any
    ) -> session_pb.ListSessionsResponse:
        """Return the caller's sessions."""
        who = caller.get()
        sessions = await self._session_queries.list_sessions(who.require_account())
        return session_pb.ListSessionsResponse(
            sessions=[convert.to_session(session, who.session_id) for session in sessions]
        )

    async def EndSession(
        self, request: session_pb.EndSessionRequest, context: Any
    ) -> session_pb.EndSessionResponse:
        """End one of the caller's sessions."""
        account_id = caller.get().require_account()
        await self._sessions.end(account_id, convert.session_id(request.id))
        return session_pb.EndSessionResponse()


class CredentialServicer(credential_grpc.CredentialServiceServicer):
    """tienda.users.v1.CredentialService."""

    def __init__(self, *, credentials: CredentialCommands) -> None:
        self._credentials = credentials

    async def ChangePassword(
        self, request: credential_pb.ChangePasswordRequest, context: Any
    ) -> credential_pb.ChangePasswordResponse:
        """Change the caller's password."""
        who = caller.get()
        who.require_account()
        new = convert.new_password(request.new_password)
        await self._credentials.change_password(who, request.current_password, new)
        return credential_pb.ChangePasswordResponse()

    async def RequestPasswordReset(
        self, request: credential_pb.RequestPasswordResetRequest, context: Any
    ) -> credential_pb.RequestPasswordResetResponse:
        """Send a link for a new password."""
        await self._credentials.request_reset(convert.recipient(request.email))
        return credential_pb.RequestPasswordResetResponse()

    async def ResetPassword(
        self, request: credential_pb.ResetPasswordRequest, context: Any
    ) -> credential_pb.ResetPasswordResponse:
        """Set a new password with a link."""
        new = convert.new_password(request.new_password)
        await self._credentials.reset_password(request.token, new)
        return credential_pb.ResetPasswordResponse()

    async def RequestEmailConfirmation(
        self, request: credential_pb.RequestEmailConfirmationRequest, context: Any
    ) -> credential_pb.RequestEmailConfirmationResponse:
        """Send a link that confirms the e-mail."""
        await self._credentials.request_confirmation(caller.get().require_account())
        return credential_pb.RequestEmailConfirmationResponse()

    async def ConfirmEmail(
        self, request: credential_pb.ConfirmEmailRequest, context: Any
    ) -> credential_pb.ConfirmEmailResponse:
        """Confirm an e-mail with a link."""
        await self._credentials.confirm_email(request.token)
        return credential_pb.ConfirmEmailResponse()


class KeyServicer(session_grpc.KeyServiceServicer):
    """tienda.users.v1.KeyService."""

    def __init__(self, *, keyring: LocalKeyring) -> None:
        self._keyring = keyring

    async def ListSigningKeys(
        self, request: session_pb.ListSigningKeysRequest, context: Any
    ) -> session_pb.ListSigningKeysResponse:
        """Return the public keys that access tokens are verified with."""
        keys = await self._keyring.keys()
        return session_pb.ListSigningKeysResponse(
            keys=[
                session_pb.SigningKey(id=key_id, public_key=key.public_bytes_raw())
                for key_id, key in keys.items()
            ]
        )

    async def ListEndedSessions(
        self, request: session_pb.ListEndedSessionsRequest, context: Any
    ) -> session_pb.ListEndedSessionsResponse:
        """Return the sessions that ended recently."""
        return convert.to_ended(await self._keyring.revoked_sessions(convert.since(request)))


class ClosedAccountServicer(closed_grpc.ClosedAccountServiceServicer):
    """tienda.users.v1.ClosedAccountService."""

    def __init__(self, *, account_queries: AccountQueries) -> None:
        self._account_queries = account_queries

    async def ListClosedAccounts(
        self, request: closed_pb.ListClosedAccountsRequest, context: Any
    ) -> closed_pb.ListClosedAccountsResponse:
        """Return closed accounts in the order in which they were closed."""
        size = convert.page_size(request)
        closed = await self._account_queries.list_closed(request.after_position, size)
        return closed_pb.ListClosedAccountsResponse(accounts=map(convert.to_closed, closed))
