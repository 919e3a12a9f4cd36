"""The worst findings, by the words that follow the name's colon."""

LOST, DOUBLED, OVERSOLD = "lost", "doubled", "oversold"
WORST = (LOST, DOUBLED, OVERSOLD)


def count(findings: list[str], word: str) -> int:
    """Return how many findings are of a kind."""
    return sum(f": {word}" in finding for finding in findings)
