"""Who reaches whom, tried from every node to every node on every port that means something.

What must be is written here by hand, so that a rule that is missing from the templates is found as
well as one too many.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address

from tests.rehearsal.box import addresses
from tests.rehearsal.box.network import Resident
from tests.rehearsal.scenes.outcome import Outcome
from tests.rehearsal.scenes.stage import Stage

BFF, CATALOG, ORDERS, USERS = 8080, 50051, 50052, 50053
HTTPS, POSTGRES = 443, 5432
PORTS = (22, 80, HTTPS, POSTGRES, 5433, BFF, CATALOG, ORDERS, USERS)
NEEDED = {
    ("PublicLoadBalancer", "Bff", BFF),
    ("Bff", "InternalLoadBalancer", HTTPS),
    ("Catalog", "InternalLoadBalancer", HTTPS),
    ("Orders", "InternalLoadBalancer", HTTPS),
    ("InternalLoadBalancer", "Catalog", CATALOG),
    ("InternalLoadBalancer", "Orders", ORDERS),
    ("InternalLoadBalancer", "Users", USERS),
    ("Catalog", "Database", POSTGRES),
    ("Orders", "Database", POSTGRES),
    ("Users", "Database", POSTGRES),
    # CloudFront alone comes in from outside, and machines alone get out, to AWS.
    ("CloudFront", "PublicLoadBalancer", HTTPS),
    *((service, "AWS", HTTPS) for service in ("Bff", "Catalog", "Orders", "Users")),
}
"""Which kinds of nodes reach which others, on which ports. Nothing else may be."""
_PATIENCE = 3.0
"""Seconds after which a connection counts as dropped; all nodes are on this machine."""
_CONCURRENT = 100
"""From one place."""
_SIDE_BY_SIDE = 8
"""Places to connect from at a time."""


@dataclass(frozen=True)
class Place:
    """Something to reach, or to reach others from."""

    kind: str
    address: IPv4Address


@dataclass(frozen=True)
class Try:
    source: Place
    target: Place
    port: int
    result: str
    """`answers`, `closed` (nobody listens, but the packet got there) or `dropped`."""


def run(stage: Stage) -> Outcome:
    """Try everything; return the problems."""
    began = time.monotonic()
    tries = try_all(stage.box.vpc.residents())
    problems = [*_problems(tries, NEEDED)]
    note = f"{len(tries)} connections tried, {sum(one.result == 'answers' for one in tries)} answer"
    return Outcome("reach", time.monotonic() - began, problems=problems, note=note)


def try_all(residents: Sequence[Resident]) -> list[Try]:
    """Try to connect from everywhere to everywhere else."""
    places = {Place(_kind(one.groups), one.node.address): one for one in residents}
    outside = [Place("AWS", addresses.AWS)]
    tries: list[Try] = []
    work = [
        partial(
            resident.node.run_in,
            _trying(source, [place for place in (*places, *outside) if place != source], tries),
        )
        for source, resident in places.items()
    ]
    work += [
        _trying(Place(kind, address), list(places), tries, local=str(address))
        for kind, address in (("Shopper", addresses.SHOPPER), ("CloudFront", addresses.EDGE))
    ]
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        for done in [pool.submit(one) for one in work]:
            done.result()
    return tries


def _kind(groups: Sequence[str]) -> str:
    return groups[0].removesuffix("SecurityGroup")


def _trying(
    source: Place, targets: Sequence[Place], into: list[Try], local: str = ""
) -> Callable[[], None]:
    """Return what connects from a place to the others, in the network of whoever calls it."""

    async def connect() -> None:
        slots = asyncio.Semaphore(_CONCURRENT)

        async def one(target: Place, port: int) -> Try:
            async with slots:
                return Try(source, target, port, await _result(target.address, port, local))

        wanted = [one(target, port) for target in targets for port in PORTS]
        into.extend(await asyncio.gather(*wanted))

    return lambda: asyncio.run(connect())


async def _result(address: IPv4Address, port: int, local: str) -> str:
    try:
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection(
                str(address), port, local_addr=(local, 0) if local else None
            )
    except TimeoutError:
        return "dropped"
    except ConnectionRefusedError:
        return "closed"
    except OSError:
        return "dropped"
    writer.close()
    return "answers"


def _problems(tries: Sequence[Try], needed: set[tuple[str, str, int]]) -> Iterator[str]:
    found: dict[tuple[str, str, int], set[str]] = {}
    for one in tries:
        found.setdefault((one.source.kind, one.target.kind, one.port), set()).add(one.result)
    yield from sorted(_compare(found, needed))


def _compare(
    found: Mapping[tuple[str, str, int], set[str]], needed: set[tuple[str, str, int]]
) -> Iterator[str]:
    for way in needed - set(found):
        yield f"{_words(way)}: there is no such node"
    for way, results in found.items():
        if way not in needed and results != {"dropped"}:
            yield f"{_words(way)}: {' and '.join(sorted(results))}, must be dropped"
        # A standby is let be reached, and does not answer.
        if way in needed and ("dropped" in results or "answers" not in results):
            yield f"{_words(way)}: {' and '.join(sorted(results))}, must answer"


def _words(way: tuple[str, str, int]) -> str:
    source, target, port = way
    return f"{source} to {target} on {port}"
