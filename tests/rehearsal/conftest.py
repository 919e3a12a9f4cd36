"""Has each test that asks for `box` run in a world of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cloud.instance import base_root
from tests.rehearsal.account_double import AccountDouble
from tests.rehearsal.box import open_box, world
from tests.rehearsal.box.box import RehearsalBox

_PROGRAMS = ("debootstrap", "systemd-nspawn", "nsenter", "unshare", "ip", "nft")
_ROOT = Path(__file__).resolve().parents[2]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run the test by another pytest in a new world, unless this is one."""
    if "box" not in pyfuncitem.fixturenames or world.is_here():
        return None
    base_root()
    again = (sys.executable, "-m", "pytest", "-q", "-m", "cloud", "-p", "no:cacheprovider")
    command = world.command(*again, pyfuncitem.nodeid)
    environ = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST")}
    result = subprocess.run(
        command, cwd=_ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout[-8000:] + result.stderr[-4000:]
    return True


@pytest.fixture
def account() -> AccountDouble:
    return AccountDouble()


@pytest.fixture
def box(account: AccountDouble) -> Iterator[RehearsalBox | None]:
    """Return a box; None outside of a world, where the test does not run."""
    missing = [name for name in _PROGRAMS if not shutil.which(name)]
    missing += [] if find_spec("envoy") else ["the extra rehearsal"]
    if missing or os.geteuid():
        pytest.skip(f"needs root and {', '.join(missing) or 'nothing more'}")
    if not world.is_here():
        yield None
        return
    with open_box(account, base_root()) as box:
        yield box
