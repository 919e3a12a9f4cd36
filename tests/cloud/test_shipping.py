"""The processes' log lines reach CloudWatch whole, whatever they are and however many."""

import json
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from cloudformation.machine import log_events, shipping
from cloudformation.machine.log_events import MAX_BATCH_BYTES, MAX_EVENT_BYTES, batches, event_size
from cloudformation.machine.shipping import LogStream

DAY = 24 * 3600 * 1000
NOW = 1_790_000_000_000


def entry(message: Any, number: int = 0, at: int = NOW) -> dict[str, Any]:
    return {
        "MESSAGE": message,
        "__REALTIME_TIMESTAMP": str(at * 1000),
        "__CURSOR": f"cursor-{number}",
    }


def messages(entries: list[dict[str, Any]]) -> list[str]:
    return [event["message"] for batch in batches(entries) for event in batch.events]


class Refused(Exception):
    pass


class NotFound(Exception):
    pass


class Exists(Exception):
    pass


class CloudWatch:
    """Stands for CloudWatch Logs and judges calls as it does."""

    class exceptions:  # noqa: N801 (boto3's own name)
        InvalidParameterException = Refused
        ResourceNotFoundException = NotFound
        ResourceAlreadyExistsException = Exists

    def __init__(self, *, hated: str = "") -> None:
        self.hated = hated
        self.streams: set[str] = set()
        self.accepted: list[str] = []

    def create_log_stream(self, **names: str) -> None:
        if names["logStreamName"] in self.streams:
            raise Exists
        self.streams.add(names["logStreamName"])

    def put_log_events(self, **call: Any) -> dict[str, Any]:
        events = call["logEvents"]
        if call["logStreamName"] not in self.streams:
            raise NotFound
        times = [event["timestamp"] for event in events]
        sizes = [event_size(event) for event in events]
        in_limits = (
            1 <= len(events) <= 10_000
            and sum(sizes) <= 1_048_576
            and max(sizes) <= 262_144
            and times == sorted(times)
            and times[-1] - times[0] < DAY
            and all(event["message"] for event in events)
        )
        if not in_limits or (self.hated and any(self.hated in each["message"] for each in events)):
            raise Refused
        self.accepted += [event["message"] for event in events]
        return {}


@pytest.mark.parametrize("letters", ["a", "ñ", "商", "🛒"])
def test_long_lines_are_sent_whole_in_batches_that_cloudwatch_takes(letters: str) -> None:
    lines = [json.dumps({"exc_info": letters * 10_000, "number": number}) for number in range(1000)]
    cloudwatch = CloudWatch()
    stream = LogStream(cloudwatch, "/tienda/demo/orders", "i-1")
    for batch in batches([entry(line) for line in lines]):
        stream.put(batch.events)
    assert cloudwatch.accepted == lines


@pytest.mark.parametrize(
    "entries",
    [
        [entry("x", number) for number in range(25_000)],
        [entry("x", at=NOW + number * 3600 * 1000) for number in range(60)],
        [entry("x", at=NOW + DAY), entry("y"), entry("z", at=NOW - DAY)],
        [entry(""), entry(None), entry("\x00"), entry([0xFF, 0xFE] * 200_000)],
        [entry("ñ" * 1_000_000)],
    ],
    ids=["many", "two days", "a clock set back", "no text", "longer than an event"],
)
def test_batches_are_within_the_limits_of_a_call(entries: list[dict[str, Any]]) -> None:
    cloudwatch = CloudWatch()
    stream = LogStream(cloudwatch, "/tienda/demo/orders", "i-1")
    for batch in batches(entries):
        stream.put(batch.events)
    assert len(cloudwatch.accepted) == len(entries)


def test_a_batch_is_as_full_as_it_may_be_and_has_the_cursor_of_its_last_entry() -> None:
    size = MAX_EVENT_BYTES - log_events.EVENT_OVERHEAD
    entries = [entry("x" * size, number) for number in range(9)]
    made = list(batches(entries))
    assert [len(batch.events) for batch in made] == [4, 4, 1]
    assert sum(map(event_size, made[0].events)) == MAX_BATCH_BYTES
    assert [batch.cursor for batch in made] == ["cursor-3", "cursor-7", "cursor-8"]


def test_one_line_that_is_refused_holds_up_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    cloudwatch = CloudWatch(hated="poison")
    stream = LogStream(cloudwatch, "/tienda/demo/orders", "i-1")
    lines = [f"line {number}" for number in range(100)]
    for batch in batches([entry(line) for line in [*lines[:37], "poison", *lines[37:]]]):
        stream.put(batch.events)
    assert cloudwatch.accepted == lines
    assert "refused" in capsys.readouterr().out


def test_a_stream_that_somebody_deletes_is_created_again() -> None:
    cloudwatch = CloudWatch()
    stream = LogStream(cloudwatch, "/tienda/demo/orders", "i-1")
    stream.put([{"timestamp": NOW, "message": "before"}])
    cloudwatch.streams.clear()
    stream.put([{"timestamp": NOW, "message": "after"}])
    assert cloudwatch.accepted == ["before", "after"]


JOURNALCTL = """\
#!{python}
# As journalctl does it: without --all, a field of more than 4096 bytes is null.
import json, sys
line = json.dumps({{"exc_info": "ñ" * 10_000}}, ensure_ascii=False)
message = line if "--all" in sys.argv else None
moment = {{"__REALTIME_TIMESTAMP": "1790000000000000", "__CURSOR": "c1"}}
if "--after-cursor=c1" not in sys.argv:
    print(json.dumps({{"MESSAGE": message, **moment}}))
"""


def test_a_traceback_of_ten_thousand_letters_is_read_and_then_not_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "journalctl"
    program.write_text(JOURNALCTL.format(python=sys.executable))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(shipping, "CURSOR", tmp_path / "cursor")
    assert shutil.which("journalctl") == str(program)
    cloudwatch = CloudWatch()
    stream = LogStream(cloudwatch, "/tienda/demo/orders", "i-1")
    for batch in batches(shipping.read_journal()):
        shipping.send(stream, batch)
    (line,) = cloudwatch.accepted
    assert json.loads(line) == {"exc_info": "ñ" * 10_000}
    assert list(shipping.read_journal()) == []


def test_journald_splits_no_line_that_is_one_event() -> None:
    settings = Path(shipping.__file__).with_name("journald.conf").read_text()
    limit = MAX_EVENT_BYTES - log_events.EVENT_OVERHEAD
    assert f"\nLineMax={limit}\n" in settings
    assert messages([entry("x" * limit)]) == ["x" * limit]
