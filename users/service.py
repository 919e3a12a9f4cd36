"""The servicers of users: convert in, call, convert out."""

from typing import Any

from chassis.call import caller
from chassis.identity import Signer
from chassis.ids import parse_id
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import session_service_pb2_grpc as session_grpc
from tienda.users.v1 import user_service_pb2 as user_pb
from tienda.users.v1 import user_service_pb2_grpc as user_grpc
from users import convert
from users.accounts import Accounts
from users.address_book import AddressBook
from users.sessions import Sessions


class UserServicer(user_grpc.UserServiceServicer):
    """tienda.users.v1.UserService."""

    def __init__(self, accounts: Accounts, book: AddressBook) -> None:
        self._accounts = accounts
        self._book = book

    async def CreateUser(
        self, request: user_pb.CreateUserRequest, context: Any
    ) -> user_pb.CreateUserResponse:
        """Open an account."""
        account = await self._accounts.register(convert.registration(request))
        return user_pb.CreateUserResponse(user=convert.to_user(account))

    async def GetUser(
        self, request: user_pb.GetUserRequest, context: Any
    ) -> user_pb.GetUserResponse:
        """Answer the caller's account."""
        account = await self._accounts.show(caller.get().require_account())
        return user_pb.GetUserResponse(user=convert.to_user(account))

    async def UpdateUser(
        self, request: user_pb.UpdateUserRequest, context: Any
    ) -> user_pb.UpdateUserResponse:
        """Change the caller's account."""
        account_id = caller.get().require_account()
        account = await self._accounts.change(account_id, convert.profile_changes(request))
        return user_pb.UpdateUserResponse(user=convert.to_user(account))

    async def DeleteUser(
        self, request: user_pb.DeleteUserRequest, context: Any
    ) -> user_pb.DeleteUserResponse:
        """Close the caller's account."""
        await self._accounts.close(caller.get().require_account())
        return user_pb.DeleteUserResponse()

    async def ListAddresses(
        self, request: user_pb.ListAddressesRequest, context: Any
    ) -> user_pb.ListAddressesResponse:
        """Answer the caller's addresses."""
        saved = await self._book.show(caller.get().require_account())
        return user_pb.ListAddressesResponse(addresses=map(convert.to_address, saved))

    async def CreateAddress(
        self, request: user_pb.CreateAddressRequest, context: Any
    ) -> user_pb.CreateAddressResponse:
        """Keep one more address."""
        account_id = caller.get().require_account()
        saved = await self._book.add(account_id, convert.postal_address(request.address))
        return user_pb.CreateAddressResponse(address=convert.to_address(saved))

    async def UpdateAddress(
        self, request: user_pb.UpdateAddressRequest, context: Any
    ) -> user_pb.UpdateAddressResponse:
        """Replace one of the caller's addresses."""
        account_id = caller.get().require_account()
        saved = await self._book.change(account_id, convert.saved_address(request.address))
        return user_pb.UpdateAddressResponse(address=convert.to_address(saved))

    async def DeleteAddress(
        self, request: user_pb.DeleteAddressRequest, context: Any
    ) -> user_pb.DeleteAddressResponse:
        """Remove one of the caller's addresses."""
        account_id = caller.get().require_account()
        if address_id := parse_id(request.id):  # what is no id names no address
            await self._book.remove(account_id, address_id)
        return user_pb.DeleteAddressResponse()


class SessionServicer(session_grpc.SessionServiceServicer):
    """tienda.users.v1.SessionService."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def CreateSession(
        self, request: session_pb.CreateSessionRequest, context: Any
    ) -> session_pb.CreateSessionResponse:
        """Log in."""
        email = convert.login_email(request.email)
        account, pair = await self._sessions.log_in(email, request.password)
        return session_pb.CreateSessionResponse(
            user=convert.to_user(account), tokens=convert.to_tokens(pair)
        )

    async def RefreshSession(
        self, request: session_pb.RefreshSessionRequest, context: Any
    ) -> session_pb.RefreshSessionResponse:
        """Trade a refresh token for a new pair."""
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


class KeyServicer(session_grpc.KeyServiceServicer):
    """tienda.users.v1.KeyService."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    async def ListSigningKeys(
        self, request: session_pb.ListSigningKeysRequest, context: Any
    ) -> session_pb.ListSigningKeysResponse:
        """Answer the public keys that access tokens are checked with."""
        public_key = self._signer.private_key.public_key().public_bytes_raw()
        key = session_pb.SigningKey(id=self._signer.key_id, public_key=public_key)
        return session_pb.ListSigningKeysResponse(keys=[key])
