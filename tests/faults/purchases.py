"""Who buys what, and what happens to the orders: the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

BUYERS = 30
"""E-mail addresses; each is a subscription at the AWS endpoint, and many make that slow."""

Actor = Literal["guest", "admin"]


@dataclass(frozen=True)
class FollowUp:
    """What somebody does with an order afterwards."""

    kind: Literal["cancel", "ship"]
    by: Actor
    after: float
    """Seconds."""


@dataclass(frozen=True)
class Purchase:
    """One purchase and its follow-ups."""

    key: str
    body: dict[str, Any]
    language: str
    follow_ups: tuple[FollowUp, ...]


@dataclass(frozen=True)
class Assortment:
    """The products that are bought, by id."""

    plenty: Sequence[str]
    """Those that never sell out."""
    scarce: str
    """The one that sells out, and is restocked, all the time."""


def draw_purchases(
    seed: int, assortment: Assortment, channels: Sequence[str] = ("email", "sms")
) -> Iterator[Purchase]:
    """Yield purchases without end; buyers ask for messages by one of the `channels` or all.

    No two have the same phone number, nor two of different seeds, unless these end in one digit.
    """
    chance = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
    number = 0
    while True:
        number += 1
        yield Purchase(
            key=str(UUID(int=chance.getrandbits(128), version=4)),
            body=_body(chance, _phone(seed, number), assortment, channels),
            language=chance.choice(("es", "en")),
            follow_ups=_follow_ups(chance),
        )


def _phone(seed: int, number: int) -> str:
    """Return a phone number that no other buyer has, which shows whom a message was for."""
    return f"+346{seed % 10}{number % 10**7:07}"


def _body(
    chance: random.Random, phone: str, assortment: Assortment, channels: Sequence[str]
) -> dict[str, Any]:
    most = min(3, len(assortment.plenty))
    products = chance.sample(list(assortment.plenty), chance.randint(1, most))
    if chance.random() < 0.15:
        products[0] = assortment.scarce
    notify = chance.choice([[channel] for channel in channels] + [list(channels)])
    return {
        "items": [
            {"product_id": product, "quantity": chance.randint(1, 3)} for product in products
        ],
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
        "notify": notify,
    }


def _follow_ups(chance: random.Random) -> tuple[FollowUp, ...]:
    fate = chance.random()
    after = chance.uniform(0.0, 2.0)
    by: Actor = chance.choice(("guest", "admin"))
    if fate < 0.17:
        return (FollowUp("cancel", by, after),)
    if fate < 0.24:
        return (FollowUp("ship", "admin", after),)
    if fate < 0.28:
        # At the same time: only one of them may succeed.
        return (FollowUp("cancel", by, after), FollowUp("ship", "admin", after))
    return ()
