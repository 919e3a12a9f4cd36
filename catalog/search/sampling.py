"""Chooses the size of the sample of products that a search examines.

Each product has a sample level, by the hash of its id. Level 0 is all products; each level has an
eighth of the products of the level before.
"""

SAMPLE_LEVELS = (0, 1, 2, 3)

MAX_RANKED_PRODUCTS = 2_000
"""Results that are ranked; if there are more, a sample of them is ranked."""
MAX_COUNTED_PRODUCTS = 10_000
"""Products of a list without words that are counted; if there are more, a sample is counted."""
MAX_EXAMINED_PRODUCTS = 20_000
"""Products that one statement may examine: for some of the words, or for the filters."""
MAX_SAMPLE_PRODUCTS = 1_000
"""Results in a sample, unless even the smallest sample has more."""


def sample_factor(level: int) -> int:
    """Return how many products one product of the sample stands for."""
    return 1 << 3 * level


def sample_level_for_ranking(results: float) -> int:
    """Return the level of the sample in which so many results are ranked."""
    return _sample_level(results, max_without=MAX_RANKED_PRODUCTS)


def sample_level_for_counting(products: float) -> int:
    """Return the level of the sample in which a list of so many products is counted."""
    return _sample_level(products, max_without=MAX_COUNTED_PRODUCTS)


def finest_sample_level(max_matches: float) -> int:
    """Return the level of the largest sample worth examining, if so many products may match."""
    return next(
        (
            level
            for level in SAMPLE_LEVELS
            if max_matches <= MAX_EXAMINED_PRODUCTS * sample_factor(level)
        ),
        SAMPLE_LEVELS[-1],
    )


def _sample_level(results: float, *, max_without: int) -> int:
    if results <= max_without:
        return 0
    return next(
        (level for level in SAMPLE_LEVELS if results / sample_factor(level) <= MAX_SAMPLE_PRODUCTS),
        SAMPLE_LEVELS[-1],
    )
