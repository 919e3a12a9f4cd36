"""The limits of users are the documented ones."""

import re
from datetime import timedelta
from pathlib import Path

from users.rate_limits import rate_limiter
from users.rate_limits.rate_limiter import RateLimit

SECURITY = Path(__file__).parents[3] / "docs" / "security.md"
UNITS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "d": timedelta(days=1)}
ROW = re.compile(r"^\| ([^|]+) \| (\d+) \| (\d+) (s|min|d) \|$", re.MULTILINE)


def test_the_documented_limits_are_the_limits():
    _, _, section = SECURITY.read_text(encoding="utf-8").partition("### Attempts that users allows")
    table, _, _ = section.partition("\n## ")
    documented = {
        name: (int(burst), int(number) * UNITS[unit])
        for name, burst, number, unit in ROW.findall(table)
    }
    limits = [each for each in vars(rate_limiter).values() if isinstance(each, RateLimit)]
    assert {limit.name: (limit.burst, limit.interval) for limit in limits} == documented
    assert "counts as theirs for 30 days" in table
    assert timedelta(days=30) == rate_limiter.CLIENT_REMEMBERED_FOR
