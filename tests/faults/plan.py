"""What is bought and by whom, and what becomes of it: the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

BUYERS = 30
"""E-mail addresses; each is a subscription to the endpoint, and many make it slow."""

Who = Literal["guest", "admin"]


@dataclass(frozen=True)
class FollowUp:
    """What somebody does with an order once it stands."""

    what: Literal["cancel", "ship"]
    by: Who
    after: float
    """Seconds."""


@dataclass(frozen=True)
class Purchase:
    """One purchase and its sequel."""

    key: str
    body: dict[str, Any]
    language: str
    follow_ups: tuple[FollowUp, ...]


@dataclass(frozen=True)
class Shelf:
    """The products of the plan, by id."""

    plenty: Sequence[str]
    """Those that never sell out."""
    scarce: str
    """The one that does, and is restocked, all the time."""


def purchases(
    seed: int, shelf: Shelf, ways: Sequence[str] = ("email", "sms")
) -> Iterator[Purchase]:
    """Yield purchases without end; buyers are told by `ways`, one of them or all.

    Nobody has a telephone number twice, nor one of another seed's, unless they end in one digit.
    """
    chance = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
    number = 0
    while True:
        number += 1
        yield Purchase(
            key=str(UUID(int=chance.getrandbits(128), version=4)),
            body=_body(chance, _phone(seed, number), shelf, ways),
            language=chance.choice(("es", "en")),
            follow_ups=_follow_ups(chance),
        )


def _phone(seed: int, number: int) -> str:
    """Return a number of their own, by which a message is known to have gone to the right one."""
    return f"+346{seed % 10}{number % 10**7:07}"


def _body(chance: random.Random, phone: str, shelf: Shelf, ways: Sequence[str]) -> dict[str, Any]:
    most = min(3, len(shelf.plenty))
    wanted = chance.sample(list(shelf.plenty), chance.randint(1, most))
    if chance.random() < 0.15:
        wanted[0] = shelf.scarce
    told_by = chance.choice([[way] for way in ways] + [list(ways)])
    return {
        "items": [{"product_id": one, "quantity": chance.randint(1, 3)} for one in wanted],
        "contact": {
            "name": f"Comprador {phone[4:]}",
            "email": f"comprador{chance.randrange(BUYERS)}@example.com",
            "phone": phone,
        },
        "shipping_address": {
            "line1": "Calle Mayor 1",
            "city": "Madrid",
            "postal_code": "28013",
            "country": "ES",
        },
        "notify": told_by,
    }


def _follow_ups(chance: random.Random) -> tuple[FollowUp, ...]:
    fate = chance.random()
    after = chance.uniform(0.0, 2.0)
    by: Who = chance.choice(("guest", "admin"))
    if fate < 0.17:
        return (FollowUp("cancel", by, after),)
    if fate < 0.24:
        return (FollowUp("ship", "admin", after),)
    if fate < 0.28:
        # At once, to see that one of them wins.
        return (FollowUp("cancel", by, after), FollowUp("ship", "admin", after))
    return ()
