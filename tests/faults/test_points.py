"""A fault point whose function no longer exists is reported at once."""

import importlib
import types
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.points.fault_points import POINTS, Point, holder_of, place


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_every_point_is_at_a_function_that_is_there(point: Point):
    holder_of(point, importlib.import_module(point.module))


def test_a_point_at_a_function_that_is_gone_is_refused(tmp_path: Path):
    gone = replace(POINTS[0], function="PlaceOrder.no_longer_there")
    with pytest.raises(AttributeError):
        place(gone, types.ModuleType("placing"), tmp_path)


async def test_a_point_that_is_not_armed_does_nothing(tmp_path: Path):
    async def twice(number: int) -> int:
        return 2 * number

    module = types.ModuleType("sums")
    module.twice = twice  # type: ignore[attr-defined]
    place(replace(POINTS[0], function="twice"), module, tmp_path)
    assert module.twice is not twice
    assert await module.twice(21) == 42
