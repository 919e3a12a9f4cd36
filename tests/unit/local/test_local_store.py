"""Every process of the store on one machine has its place in the order of stopping."""

from collections import Counter
from itertools import chain
from pathlib import Path

from local.local_store import STOP_ORDER
from local.options import Ports
from local.processes import Addresses, process_specs
from local.state import State


def test_every_process_is_stopped_once(tmp_path: Path):
    started = Counter(
        spec.name for spec in process_specs(State(tmp_path), Addresses(Ports(), "secret"))
    )
    assert Counter(chain.from_iterable(STOP_ORDER)) == started
