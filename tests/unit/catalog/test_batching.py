"""Batches of an asynchronous iterator."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from catalog.imports.batching import batches, prefetch


async def numbers(*pauses: float) -> AsyncIterator[list[int]]:
    for number, pause in enumerate(pauses):
        await asyncio.sleep(pause)
        yield [number]


async def test_batches_are_full():
    assert [b async for b in batches(numbers(0, 0, 0, 0, 0), 2, 1)] == [[0, 1], [2, 3], [4]]
    assert [b async for b in batches(numbers(), 2, 1)] == []


async def test_a_batch_goes_out_when_the_next_item_is_late():
    is_out = asyncio.Event()

    async def pieces() -> AsyncIterator[list[int]]:
        yield [0]
        yield [1]
        await is_out.wait()
        yield [2]
        yield [3]

    seen = []
    async for batch in batches(pieces(), 10, 0.05):
        seen.append(batch)
        is_out.set()
    assert seen == [[0, 1], [2, 3]]


async def test_large_pieces_are_cut_to_size():
    async def pieces() -> AsyncIterator[list[int]]:
        yield [1, 2]
        yield [3, 4, 5, 6, 7]
        yield [8]

    pieces_of_three = [b async for b in batches(pieces(), 3, 1)]
    assert pieces_of_three == [[1, 2, 3], [4, 5, 6], [7, 8]]


async def test_prefetch_makes_one_item_ahead_and_no_more():
    made = 0

    async def items() -> AsyncIterator[int]:
        nonlocal made
        for number in range(10):
            made += 1
            yield number

    taken = []
    async for item in prefetch(items()):
        await asyncio.sleep(0.005)
        assert item + 2 <= made <= item + 3 or made == 10
        taken.append(item)
    assert taken == list(range(10))


async def test_an_error_is_raised_after_the_items_before_it():
    async def broken() -> AsyncIterator[list[int]]:
        yield [1]
        raise LookupError

    stream = batches(broken(), 10, 1)
    assert await anext(stream) == [1]
    with pytest.raises(LookupError):
        await anext(stream)


async def test_a_fast_sender_waits_for_a_slow_consumer():
    sent = 0

    async def eager() -> AsyncIterator[list[int]]:
        nonlocal sent
        for number in range(100):
            sent += 1
            yield [number]

    stream = batches(eager(), 10, 1)
    await anext(stream)
    await asyncio.sleep(0.02)
    assert sent <= 31
    await stream.aclose()  # type: ignore[attr-defined]
