"""Counts what becomes of the rows of a file, and says it."""

from collections import Counter
from dataclasses import dataclass, field

from catalog.load.state_text import STATES

_MAX_NAMED_SKUS = 3


@dataclass
class Tally:
    """The counts of an import: each row that was read is imported, rejected or unanswered."""

    imported: int = 0
    """Rows; several may have one SKU."""
    rejected: int = 0
    unanswered: int = 0
    """Rows that were read, and perhaps imported: the import stopped before catalog said so."""
    last_line: int = 0
    """The line that the last row that was read begins on."""
    stock_set: int = 0
    stock_failed: int = 0
    """Products that are imported, but whose stock could not be set."""
    stock_error: str = ""
    abort_reason: str = ""
    """Why the import stopped before the end of the file."""
    had_html: int = 0
    """Imported rows with a description that was HTML in the file."""
    repeated: Counter[str] = field(default_factory=Counter)
    """How often some of the SKUs that several rows have were imported."""
    restored: int = 0
    """Products that were archived, and are for sale again."""
    repeats: int = 0
    """Rows that replaced a product of an earlier row."""
    _states: dict[int, str] = field(default_factory=dict, repr=False)
    """The state of each product now, by a hash of its id, which takes less memory than the id."""

    @property
    def states(self) -> Counter[str]:
        """How many products are in each state now; empty if catalog does not say it."""
        return Counter(filter(None, self._states.values()))

    def add_imported(
        self, sku: str, product_id: str, state: str = "", *, restored: bool = False
    ) -> None:
        """Count a row that was written to this product, which is in this state now."""
        self.imported += 1
        key = hash(product_id)
        is_repeat = key in self._states
        self._states[key] = state
        if not is_repeat:
            self.restored += restored
            return
        self.repeats += 1
        if sku in self.repeated or len(self.repeated) < _MAX_NAMED_SKUS:
            self.repeated[sku] += 1 if sku in self.repeated else 2


def summary(tally: Tally) -> str:
    """Return one line that says what became of every row that was read."""
    parts = [f"{tally.imported} products in"]
    if tally.repeats:
        products = tally.imported - tally.repeats
        counted = "1 product" if products == 1 else f"{products} products"
        parts = [f"{tally.imported} rows in, {counted} ({_repeated(tally)})"]
    parts.append(f"{tally.rejected} rows refused")
    if tally.unanswered:
        parts.append(f"{tally.unanswered} rows without an answer")
    if tally.stock_set:
        parts.append(f"stock of {tally.stock_set} set")
    parts += _states(tally)
    return ", ".join(parts)


def _states(tally: Tally) -> list[str]:
    """Return how many products are in each state, unless all are for sale as they were before."""
    parts = []
    states = tally.states
    if states.keys() - {"active"}:
        parts += [f"{count} {name}" for name in STATES if (count := states[name])]
    if tally.restored:
        parts.append(f"{tally.restored} archived before and on sale again")
    return parts


def _repeated(tally: Tally) -> str:
    named = ", ".join(f"SKU {sku} {_times(count)}" for sku, count in tally.repeated.items())
    are_all = sum(tally.repeated.values()) - len(tally.repeated) == tally.repeats
    return f"{named}{'' if are_all else ' and others'}: the last wins"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"  # noqa: PLR2004 (a word of its own)
