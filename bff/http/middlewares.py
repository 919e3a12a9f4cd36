"""The middlewares around every request: its id, its log line, its cookies, and its errors."""

import logging
import re
import time
from collections.abc import Collection, Sequence

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bff.errors.problems import Problem, from_domain, to_response
from bff.http import csrf
from bff.http.client_address import Network, client_address
from bff.http.cookies import Cookies
from bff.http.dispatch import COOKIES
from bff.http.language import DEFAULT_LANGUAGE, request_language
from bff.http.navigation import is_navigation
from bff.http.request_parsing import check_url
from bff.http.response_headers import REQUEST_ID
from chassis import request_context
from chassis.errors import DomainError
from chassis.ids import new_id

_SAFE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MAX_INSTANCE_LENGTH = 200
_SHARED_PATH = "/products"
_access_log = logging.getLogger("tienda.access")
_error_log = logging.getLogger("tienda.faults")


@web.middleware
async def with_request_id(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Set the request id, for logs and calls to services: the caller's own, or a new one."""
    request_id = request.headers.get(REQUEST_ID, "")
    is_safe = _SAFE_ID.fullmatch(request_id)
    request_context.request_id.set(request_id if is_safe else str(new_id()))
    return await handler(request)


def with_client_address(trusted: Sequence[Network], outer_proxies: int) -> Middleware:
    """Set the client's address, for calls to services; `trusted` are the load balancers."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        address = client_address(request, trusted, outer_proxies)
        request_context.client_address.set(address)
        return await handler(request)

    return middleware


@web.middleware
async def with_access_log(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log each request once: method, route template, status, milliseconds.

    Neither the path nor the query is logged: both may hold personal data.
    """
    started = time.perf_counter()
    status = 0
    try:
        response = await handler(request)
        status = response.status
    finally:
        resource = request.match_info.route.resource
        route = resource.canonical if resource else "-"
        duration = round((time.perf_counter() - started) * 1000, 2)
        fields = {"method": request.method, "route": route, "status": status, "ms": duration}
        _access_log.info("request", extra=fields)
    return response


def with_cookies(*, secure: bool) -> Middleware:
    """Read the cookies, and apply the changes to them to any response, errors included."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        cookies = request[COOKIES] = Cookies(request, secure=secure)
        response = await handler(request)
        if not response.prepared:
            cookies.apply_to(response)
        return response

    return middleware


@web.middleware
async def with_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn any exception into a problem document; log the ones that are not expected."""
    try:
        return await handler(request)
    except Problem as refusal:
        return problem_response(request, refusal)
    except DomainError as error:
        problem = from_domain(error)
        if problem.status >= web.HTTPInternalServerError.status_code:
            _error_log.warning("refused", extra={"reason": error.reason, "detail": error.message})
        if error.reason == "TOKEN_INVALID":
            # It was signed with a key that no longer exists: without it the browser is a guest's.
            request[COOKIES].clear_access_token()
        return problem_response(request, problem)
    except web.HTTPException as error:
        return problem_response(request, problem_from_aiohttp(error))
    except ConnectionError:
        raise  # the client has gone: no response reaches it
    except Exception:  # noqa: BLE001 (the boundary: no traceback may pass it)
        _error_log.exception("unforeseen")
        return problem_response(request, Problem("internal"))


def with_request_checks(trusted_origins: Collection[str]) -> Middleware:
    """Refuse malformed URLs, and changes that another site requests."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        check_url(request)
        if not csrf.is_allowed(request, trusted_origins):
            raise Problem("cross-site")
        return await handler(request)

    return middleware


def problem_response(request: web.BaseRequest, problem: Problem) -> web.Response:
    """Return the problem document in the request's language; a page for a browser that opens one.

    Below /products it is always the document: CloudFront caches those responses for all callers.
    """
    path = request.rel_url.raw_path[:_MAX_INSTANCE_LENGTH].encode("ascii", "replace").decode()
    try:
        language = request_language(request)
    except ValueError:
        language = DEFAULT_LANGUAGE
    as_page = is_navigation(request) and not path.startswith(_SHARED_PATH)
    return to_response(problem, language, path, as_page=as_page)


def problem_from_aiohttp(error: web.HTTPException) -> Problem:
    """Translate an error of aiohttp's router or parser."""
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
