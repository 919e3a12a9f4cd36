"""What operators ask: is it alive, is it ready."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Health(Struct, frozen=True):
    """The process is alive."""

    status: Literal["ok"]


class Readiness(Struct, frozen=True):
    """The process takes requests; its neighbours' state is told and does not count."""

    status: Literal["ready"]
    neighbours: Annotated[
        dict[str, Literal["serving", "not-serving", "unreachable"]],
        Meta(description="By name: catalog, orders, users."),
    ]
