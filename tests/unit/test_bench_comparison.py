"""Two revisions are compared within a round, and a few rounds claim no more than they can tell."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.speed import options, rounds
from bench.speed.client import Result
from bench.speed.ratios import NEW, OLD, coverage, ratio, turns
from bench.speed.revision import WORKING_TREE, RevisionError, check_code, unmet_requirements
from bench.speed.rounds import PROCESSOR, RATE, Comparison, Turn, speed_figures


def turn(correct: int, **processor: float) -> Turn:
    result = Result(
        correct_in_window=correct - 10,
        correct_total=correct,
        seconds=0.5,
        processor=0.02,
        p50=0.010,
        p95=0.020,
        p99=0.030,
        slowest=0.040,
        wrong={},
        cached=0,
        wrong_samples=[],
    )
    return Turn(result, processor)


def comparison(costs: dict[str, list[float]]) -> Comparison:
    sides = {side: [{PROCESSOR: cost} for cost in of_side] for side, of_side in costs.items()}
    return Comparison(
        old="aaa", new="bbb", products=1, clients=8, seconds=0.5, blocks=1, seed=1,
        rounds={"search": sides}, wrong={}, cached=0,
    )  # fmt: skip


@pytest.mark.parametrize("number", [0, 1])
def test_a_steady_drift_strikes_both_alike_within_a_block(number: int) -> None:
    order = turns(number)
    places = {side: [place for place, name in enumerate(order) if name == side] for side in order}
    assert sum(places[OLD]) == sum(places[NEW])
    assert len(places[OLD]) == len(places[NEW])


def test_each_of_the_two_begins_every_other_block():
    assert [turns(number)[0] for number in range(4)] == [OLD, NEW, OLD, NEW]


def test_a_ratio_is_that_of_the_rounds_and_not_of_the_medians():
    # The machine was half as fast in the second round: within each, new takes a tenth more.
    found = ratio([1.0, 2.0, 1.0], [1.1, 2.2, 1.1])
    assert found is not None
    assert (found.median, found.low, found.high) == pytest.approx((1.1, 1.1, 1.1))
    assert (found.old, found.new) == (1.0, 1.1)


def test_what_took_nothing_has_no_ratio():
    assert ratio([0.0, 1.0], [1.0, 1.0]) is None


@pytest.mark.parametrize(
    ("count", "low", "high", "covered"),
    [
        (1, 1, 1, 0.0),
        (5, 1, 5, 0.9375),
        (6, 1, 6, 0.96875),
        (8, 1, 8, 0.9921875),
        (9, 2, 8, 0.9609375),
        (20, 6, 15, 0.9586105),
    ],
)
def test_the_interval_is_that_of_the_sign_test(
    count: int, low: int, high: int, covered: float
) -> None:
    # As tables of the binomial distribution with p = 1/2 have it.
    found = ratio([1.0] * count, [float(place) for place in range(count, 0, -1)])
    assert found is not None
    assert (found.low, found.high) == (low, high)
    assert coverage(count) == pytest.approx(covered)


def test_processor_time_is_that_of_all_answers_and_the_rate_of_the_counted():
    figures = speed_figures([turn(110, bff=0.1, users=0.01), turn(90, bff=0.1, postgres=0.19)])
    assert figures[PROCESSOR] == pytest.approx(2.0)
    assert figures[f"{PROCESSOR} bff"] == pytest.approx(1.0)
    assert figures[f"{PROCESSOR} postgres"] == pytest.approx(0.95)
    assert f"{PROCESSOR} users" not in figures
    assert figures[RATE] == pytest.approx(180)


def test_a_part_that_does_next_to_nothing_is_not_compared():
    sides = {side: [{PROCESSOR: 4.0, f"{PROCESSOR} orders": 0.01}] for side in (OLD, NEW)}
    assert list(rounds.ratios(sides)) == [PROCESSOR]


def test_the_table_shows_ratios_with_their_interval_and_the_medians_beside():
    lines = rounds.table(comparison({OLD: [4.0] * 6, NEW: [4.0, 4.1, 4.2, 4.2, 4.3, 4.4]}))
    assert "| search    | CPU ms |   1.050 | 1.000 | 1.100 | 4.00 | 4.20 |" in lines
    assert any("96.9%" in line for line in lines)


def test_only_what_surely_costs_more_is_over_the_limit():
    assert not list(rounds.costlier_than(comparison({OLD: [1.0] * 3, NEW: [1.0, 1.2, 1.2]}), 1.03))
    assert list(rounds.costlier_than(comparison({OLD: [1.0] * 3, NEW: [1.1, 1.2, 1.2]}), 1.03))


def test_what_a_revision_needs_beside_what_is_installed_is_named():
    needs = """
[options]
install_requires =
    msgspec >=0.18
    pytest <1
[options.extras_require]
local =
    no-such-distribution >=1
    psutil >=1; python_version < "3"
"""
    assert unmet_requirements(needs) == ["pytest <1", "no-such-distribution >=1"]


@dataclass(frozen=True)
class Running:
    """What a process says of itself."""

    folder: Path
    path: str

    def cmdline(self) -> list[str]:
        return [sys.executable, "-m", "catalog.worker"]

    def cwd(self) -> str:
        return str(self.folder)

    def environ(self) -> dict[str, str]:
        return {"PYTHONPATH": self.path}


def test_a_store_that_runs_the_code_of_another_tree_is_refused(tmp_path: Path) -> None:
    check_code([("catalog.worker", Running(tmp_path, str(WORKING_TREE)))], WORKING_TREE)
    with pytest.raises(RevisionError, match=r"catalog\.worker runs"):
        check_code([("catalog.worker", Running(tmp_path, str(WORKING_TREE)))], tmp_path)


def test_defaults_depend_on_what_is_measured():
    assert options.parse(None, []).products == options.PRODUCTS
    given = options.parse(None, ["--against", "HEAD"])
    assert (given.products, given.clients) == (options.PAIR_PRODUCTS, [8])
    assert options.parse(None, ["--against", "HEAD", "--products", "7"]).products == 7


@pytest.mark.parametrize(
    "arguments",
    [
        ["--against", "HEAD", "--clients", "1,8"],
        ["--against", "HEAD", "--rounds", "5", "--max-cost", "1.03"],
        ["--max-cost", "1.03"],
    ],
)
def test_what_cannot_be_told_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        options.parse(None, arguments)
