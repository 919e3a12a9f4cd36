"""What happens around every request: its id, one line of log, problems, and who may ask."""

import logging
import re
import time
from collections.abc import Collection, Sequence

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bff.errors.problems import Problem, from_domain, to_response
from bff.http.client_address import Network, client_address
from bff.http.cookies import Cookies
from bff.http.csrf import is_allowed
from bff.http.dispatch import COOKIES
from bff.http.language import DEFAULT, language_of
from bff.http.request_parsing import check_url
from bff.http.response_headers import REQUEST_ID
from bff.http.robots import asked_at
from bff.http.static import Front
from chassis import request_context as current
from chassis.errors import DomainError
from chassis.ids import new_id

_SAFE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MAX_INSTANCE_LENGTH = 200
_READING = {"GET", "HEAD"}
_log = logging.getLogger("tienda.access")
_faults = logging.getLogger("tienda.faults")


@web.middleware
async def with_request_id(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Take the caller's request id, or make one; logs and neighbours get it too."""
    given = request.headers.get(REQUEST_ID, "")
    current.request_id.set(given if _SAFE_ID.fullmatch(given) else str(new_id()))
    return await handler(request)


def with_client_address(trusted: Sequence[Network], beyond: int) -> Middleware:
    """Find out where the request comes from; neighbours are told. Load balancers are `trusted`."""

    @web.middleware
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        current.client_address.set(client_address(request, trusted, beyond))
        return await handler(request)

    return around


@web.middleware
async def with_access_log(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log each request once: method, the route's template, status, milliseconds.

    The path itself and its query stay out of it: both may name a person.
    """
    began = time.perf_counter()
    status = 0
    try:
        response = await handler(request)
        status = response.status
    finally:
        resource = request.match_info.route.resource
        route = resource.canonical if resource else "-"
        took = round((time.perf_counter() - began) * 1000, 2)
        told = {"method": request.method, "route": route, "status": status, "ms": took}
        _log.info("request", extra=told)
    return response


def with_cookies(*, secure: bool) -> Middleware:
    """Read the browser's cookies, and put on the answer, whichever it is, what became of them."""

    @web.middleware
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        cookies = request[COOKIES] = Cookies(request, secure=secure)
        response = await handler(request)
        if not response.prepared:
            cookies.write(response)
        return response

    return around


@web.middleware
async def with_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever is raised into a problem document; what is unforeseen stays in the log."""
    try:
        return await handler(request)
    except Problem as refusal:
        return refuse(request, refusal)
    except DomainError as error:
        problem = from_domain(error)
        if problem.status >= web.HTTPInternalServerError.status_code:
            _faults.warning("refused", extra={"reason": error.reason, "told": error.message})
        if error.reason == "TOKEN_INVALID":
            # Signed with keys that are gone: without it the browser shops on as a guest.
            request[COOKIES].drop_access()
        return refuse(request, problem)
    except web.HTTPException as error:
        return refuse(request, from_aiohttp(error))
    except ConnectionError:
        raise  # the shopper has gone: nobody reads an answer
    except Exception:  # noqa: BLE001 (the boundary: nothing past it may carry a traceback)
        _faults.exception("unforeseen")
        return refuse(request, Problem("internal"))


def with_safety(trusted_origins: Collection[str]) -> Middleware:
    """Refuse malformed addresses, and changes that another site asks for."""

    @web.middleware
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        check_url(request)
        if not is_allowed(request, trusted_origins):
            raise Problem("cross-site")
        return await handler(request)

    return around


def with_front(front: Front, taken: Collection[str], origin: str | None) -> Middleware:
    """Return what no route takes with the front; `taken` are the API's own first path parts."""

    @web.middleware
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPNotFound:
            # "OPTIONS *" and CONNECT have a path without any part.
            is_page = request.path[1:].partition("/")[0] not in taken
            answer = None
            if is_page and request.method in _READING:
                answer = front.answer(request.path, origin or asked_at(request.headers))
            if answer is None:
                raise
            return answer

    return around


def refuse(request: web.BaseRequest, problem: Problem) -> web.Response:
    """Write a problem in the language that the request speaks."""
    path = request.rel_url.raw_path[:_MAX_INSTANCE_LENGTH].encode("ascii", "replace").decode()
    try:
        language = language_of(request)
    except ValueError:
        language = DEFAULT
    return to_response(problem, language, path)


def from_aiohttp(error: web.HTTPException) -> Problem:
    """Translate what aiohttp's router and parser refuse with."""
    match error:
        case web.HTTPMethodNotAllowed():
            return Problem(
                "method-not-allowed", headers={"Allow": ", ".join(sorted(error.allowed_methods))}
            )
        case web.HTTPExpectationFailed():
            return Problem("expectation-failed")
        case web.HTTPNotFound():
            return Problem("not-found")
    return Problem("internal")
