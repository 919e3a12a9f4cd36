"""Shows text of a file in a message."""

_MAX_SHOWN = 60


def printable(text: str, max_length: int = _MAX_SHOWN) -> str:
    """Return the text cut to a length, with escapes in place of what would act on a terminal."""
    shown = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text[:max_length]
    )
    return f"{shown}…" if len(text) > max_length else shown
