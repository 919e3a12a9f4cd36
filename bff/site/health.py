"""What operators and programmers ask: alive, ready, the contract, and a page that shows it."""

from collections.abc import Callable

from bff.errors.problems import Problem
from bff.http.endpoint import Answer, Call, Endpoint, Freshness
from bff.http.in_flight import Traffic
from bff.openapi.docs_page import CONTENT_SECURITY_POLICY, page
from bff.schemas import Query
from bff.site.schemas import Health, Readiness


class Operations:
    """The endpoints about this process; `contract` answers the OpenAPI document as JSON."""

    def __init__(self, contract: Callable[[], bytes], traffic: Traffic) -> None:
        self._contract = contract
        self._traffic = traffic

    async def tell_health(self, _: Call[Query, None]) -> Answer:
        """Return that the process is alive."""
        return Answer(Health("ok"))

    async def tell_readiness(self, call: Call[Query, None]) -> Answer:
        """Return that requests are taken; a neighbour that is down does not change that."""
        if self._traffic.is_draining:
            raise Problem("service-unavailable")
        return Answer(Readiness("ready", await call.neighbours.states()))

    async def show_contract(self, _: Call[Query, None]) -> Answer:
        """Return the OpenAPI document."""
        return Answer(self._contract())

    async def show_docs(self, _: Call[Query, None]) -> Answer:
        """Return the page that lists the contract's routes."""
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return Answer(page(self._contract()), headers=headers)

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Declare them."""
        return (
            Endpoint(
                method="GET",
                path="/healthz",
                handler=self.tell_health,
                tag="operations",
                summary="Is the process alive",
                answer=Health,
                remote=False,
                spared=True,
            ),
            Endpoint(
                method="GET",
                path="/readyz",
                handler=self.tell_readiness,
                tag="operations",
                summary="Does it take requests",
                answer=Readiness,
                spared=True,
            ),
            Endpoint(
                method="GET",
                path="/openapi.json",
                handler=self.show_contract,
                tag="operations",
                summary="This contract",
                freshness=Freshness.A_MINUTE,
                remote=False,
            ),
            Endpoint(
                method="GET",
                path="/docs",
                handler=self.show_docs,
                tag="operations",
                summary="This contract, to be read",
                media_type="text/html",
                freshness=Freshness.A_MINUTE,
                remote=False,
            ),
        )
