"""How large a sample of the products a search looks at."""

RANKED, COUNTED = 2_000, 10_000
"""Results up to which all are ranked, and products up to which all are counted that are listed
without words; of more, a sample is."""


LOOKED_UP = 20_000
"""Products that are looked up for having enough of the words, or for what the filters leave."""


_SAMPLE = 1_000
"""Results that a sample has at most."""


LEVELS = (0, 1, 2, 3)
"""Of samples: 0 is everything, each next one has an eighth of the one before."""


def level_for(results: float, enough: int) -> int:
    """Return the sample to take of so many results, of which `enough` need none."""
    if results <= enough:
        return 0
    return next((level for level in LEVELS if results / share(level) <= _SAMPLE), LEVELS[-1])


def ranked_of(results: float) -> int:
    """Return the sample that is ranked of so many results."""
    return level_for(results, RANKED)


def finest_of(at_most: float) -> int:
    """Return the largest sample that is worth looking at, where so many products may have to be."""
    return next((one for one in LEVELS if at_most <= LOOKED_UP * share(one)), LEVELS[-1])


def share(level: int) -> int:
    """Return how many products one of the sample stands for."""
    return 1 << 3 * level
