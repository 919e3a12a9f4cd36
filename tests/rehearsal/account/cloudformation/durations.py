"""Durations as templates write them, ISO 8601: PT15M."""

import re

_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")


def seconds(text: str) -> float:
    """Return a duration in seconds. Raise ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None or text == "PT":
        raise ValueError(f"{text} is no duration")
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return 3600.0 * hours + 60 * minutes + rest
