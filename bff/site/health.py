"""The health checks of this process."""

from bff.errors.problems import Problem
from bff.http.endpoint import Request, Response
from bff.http.in_flight import InFlightRequests
from bff.schemas import Query
from bff.site import schemas


class HealthHandlers:
    """The handlers of the health checks."""

    def __init__(self, in_flight: InFlightRequests) -> None:
        self._in_flight = in_flight

    async def tell_health(self, _: Request[Query, None]) -> Response:
        """Return that the process is alive."""
        return Response(schemas.Health("ok"))

    async def tell_readiness(self, request: Request[Query, None]) -> Response:
        """Return that the process is ready, and the health of each service.

        A service that is down does not make it unready; draining does.
        """
        if self._in_flight.is_draining:
            raise Problem("service-unavailable")
        return Response(schemas.Readiness("ready", await request.clients.check_health()))
