"""The schemas of the health checks."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Health(Struct, frozen=True):
    """The process is alive."""

    status: Literal["ok"]


class Readiness(Struct, frozen=True):
    """The process accepts requests, whatever the health of the services."""

    status: Literal["ready"]
    neighbours: Annotated[
        dict[str, Literal["serving", "not-serving", "unreachable"]],
        Meta(description="By name: catalog, orders, users."),
    ]
