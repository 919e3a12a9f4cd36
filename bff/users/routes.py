"""The endpoints of accounts, sessions and addresses."""

from typing import Final

from bff.http.endpoint import Authentication, Endpoint, Link
from bff.http.headers import CREATED, LOCATION, NO_CONTENT, SET_COOKIE
from bff.users import address_handlers, handlers
from bff.users.credential_routes import CREDENTIALS, SESSIONS
from bff.users.schemas import (
    AccountClosure,
    Address,
    Addresses,
    Credentials,
    NewAddress,
    NewUser,
    User,
    UserChange,
)

_EMAIL: Final = "ana@example.com"
_PASSWORD: Final = "tres tristes tigres"  # noqa: S105 (an example)
_NEW_ADDRESS: Final = {
    "line1": "Gran Vía 1, 2.º B",
    "city": "Madrid",
    "region": "Madrid",
    "postal_code": "28013",
    "country": "ES",
}
_ADDRESS_OPERATIONS: Final = ("get_address", "replace_address", "delete_address")

_USERS: Final = (
    Endpoint(
        method="POST",
        path="/users",
        handler=handlers.create_user,
        tag="users",
        summary="Create an account and sign in",
        body=NewUser,
        example={"email": _EMAIL, "password": _PASSWORD, "name": "Ana Ruiz"},
        response=User,
        status=CREATED,
        reasons=("email-taken", "too-many-requests"),
        response_headers=(SET_COOKIE,),
    ),
    Endpoint(
        method="POST",
        path="/users/session",
        handler=handlers.create_session,
        tag="users",
        summary="Sign in",
        body=Credentials,
        example={"email": _EMAIL, "password": _PASSWORD},
        response=User,
        reasons=("wrong-credentials", "too-many-requests"),
        response_headers=(SET_COOKIE,),
    ),
    Endpoint(
        method="DELETE",
        path="/users/session",
        handler=handlers.delete_session,
        tag="users",
        summary="Sign out",
        status=NO_CONTENT,
        response_headers=(SET_COOKIE,),
        security_schemes=("refreshCookie", "accessToken", "accessCookie"),
    ),
    Endpoint(
        method="POST",
        path="/users/session/refresh",
        handler=handlers.refresh_session,
        tag="users",
        summary="Renew the session",
        response=User,
        reasons=("session-over",),
        response_headers=(SET_COOKIE,),
        security_schemes=("refreshCookie",),
    ),
    Endpoint(
        method="GET",
        path="/users/me",
        handler=handlers.get_user,
        tag="users",
        summary="Get the account",
        authentication=Authentication.REQUIRED,
        response=User,
    ),
    Endpoint(
        method="PATCH",
        path="/users/me",
        handler=handlers.change_user,
        tag="users",
        summary="Change the account",
        authentication=Authentication.REQUIRED,
        body=UserChange,
        example={"name": "Ana Ruiz Gil", "notify": ["email"]},
        response=User,
    ),
    Endpoint(
        method="DELETE",
        path="/users/me",
        handler=handlers.delete_user,
        tag="users",
        summary="Close the account; without the password it is refused",
        authentication=Authentication.REQUIRED,
        body=AccountClosure,
        body_optional=True,
        example={"password": _PASSWORD},
        status=NO_CONTENT,
        reasons=("too-many-requests",),
        response_headers=(SET_COOKIE,),
    ),
)

_ADDRESSES: Final = (
    Endpoint(
        method="GET",
        path="/users/me/addresses",
        handler=address_handlers.list_addresses,
        tag="addresses",
        summary="List the saved addresses",
        authentication=Authentication.REQUIRED,
        response=Addresses,
        links=(Link("/items/0/id", "id", _ADDRESS_OPERATIONS),),
    ),
    Endpoint(
        method="POST",
        path="/users/me/addresses",
        handler=address_handlers.create_address,
        tag="addresses",
        summary="Save a new address",
        authentication=Authentication.REQUIRED,
        body=NewAddress,
        example=_NEW_ADDRESS,
        response=Address,
        links=(Link("/id", "id", _ADDRESS_OPERATIONS),),
        status=CREATED,
        response_headers=(LOCATION,),
    ),
    Endpoint(
        method="GET",
        path="/users/me/addresses/{id}",
        handler=address_handlers.get_address,
        tag="addresses",
        summary="Get an address",
        authentication=Authentication.REQUIRED,
        response=Address,
        reasons=("address-not-found",),
    ),
    Endpoint(
        method="PUT",
        path="/users/me/addresses/{id}",
        handler=address_handlers.replace_address,
        tag="addresses",
        summary="Replace an address",
        authentication=Authentication.REQUIRED,
        body=NewAddress,
        example={**_NEW_ADDRESS, "line1": "Calle Mayor 7"},
        response=Address,
        reasons=("address-not-found",),
    ),
    Endpoint(
        method="DELETE",
        path="/users/me/addresses/{id}",
        handler=address_handlers.delete_address,
        tag="addresses",
        summary="Delete an address",
        authentication=Authentication.REQUIRED,
        status=NO_CONTENT,
        reasons=("address-not-found",),
    ),
)

ROUTES: Final = (*_USERS, *CREDENTIALS, *SESSIONS, *_ADDRESSES)
