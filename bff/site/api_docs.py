"""The contract of the API: as a document for programs, and as a page for people."""

import functools
from collections.abc import Callable

from bff.http.endpoint import Request, Response
from bff.openapi.docs_page import CONTENT_SECURITY_POLICY, page
from bff.schemas import Query


class ApiDocsHandlers:
    """The handlers of the contract; `contract` returns the OpenAPI document as JSON.

    The document and the page take tens of milliseconds to build, so each is built once, at its
    first request.
    """

    def __init__(self, contract: Callable[[], bytes]) -> None:
        self._contract = functools.cache(contract)
        self._page = functools.cache(lambda: page(self._contract()))

    async def show_contract(self, _: Request[Query, None]) -> Response:
        """Return the OpenAPI document."""
        return Response(self._contract())

    async def show_docs(self, _: Request[Query, None]) -> Response:
        """Return a page that lists the operations."""
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return Response(self._page(), headers=headers)
