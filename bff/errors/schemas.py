"""Error documents (RFC 9457), one shape for each kind of `errors` that a problem may carry."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from bff.schemas import Money, State


class Fault(Struct, frozen=True):
    """One thing wrong with the request."""

    pointer: Annotated[
        str,
        Meta(
            description="JSON pointer into the body, or the name of a parameter or header with a"
            " slash before it.",
            examples=["/contact/email", "/limit"],
        ),
    ]
    detail: str


class TakenFault(Fault, frozen=True):
    """A value that another product has; it is that product's alone."""

    product_id: str | UnsetType = UNSET
    slug: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    state: State | UnsetType = UNSET


class ShortLine(Struct, frozen=True):
    """A product of which fewer are left than wanted."""

    product_id: str
    requested: int
    available: int


class RepricedLine(Struct, frozen=True):
    """A product whose price is not the one that was seen."""

    product_id: str
    seen: Money
    current: Money


class UnavailableLine(Struct, frozen=True):
    """A product that is unknown or no longer sold."""

    product_id: str


class LimitedLine(Struct, frozen=True):
    """A product of which more units are wanted than the buyer may have."""

    product_id: str
    requested: int
    allowed: Annotated[int, Meta(description="Units that may be ordered now, perhaps none.")]


class Problem(Struct, frozen=True, kw_only=True):
    """What went wrong, in the caller's language."""

    type: Annotated[str, Meta(description="URI that ends in the reason.")]
    title: str
    status: int
    detail: str
    instance: Annotated[str, Meta(description="Path of the request.")]


class FaultsProblem(Problem, frozen=True, kw_only=True):
    """The request is wrong; every fault found is named."""

    errors: list[Fault] | UnsetType = UNSET


class TakenProblem(Problem, frozen=True, kw_only=True):
    """Another product has what must be one product's alone."""

    errors: list[TakenFault] | UnsetType = UNSET


class OutOfStockProblem(Problem, frozen=True, kw_only=True):
    """Fewer are left than wanted."""

    errors: list[ShortLine]


class PriceChangedProblem(Problem, frozen=True, kw_only=True):
    """A price is not the one that was seen."""

    errors: list[RepricedLine]


class ProductUnavailableProblem(Problem, frozen=True, kw_only=True):
    """A product is unknown or no longer sold."""

    errors: list[UnavailableLine]


class TooManyUnitsProblem(Problem, frozen=True, kw_only=True):
    """More units than the buyer may have in orders that are not shipped."""

    errors: list[LimitedLine]
