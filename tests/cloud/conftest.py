"""A release of this checkout, for this machine's own processor, and for a database made up."""

import os
import platform
import shutil
import sys
from pathlib import Path

import pytest

from cloudformation.bundle import Bundle, pack
from cloudformation.targets import TARGETS
from cloudformation.wheels import build_own, collect
from tests.certificates import Authority

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Answer who signs the certificate of the database that instances find."""
    return Authority()


@pytest.fixture(scope="session")
def release(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("release")
    target = next(one for one in TARGETS.values() if one.machine == platform.machine())
    web = folder / "web"
    web.mkdir()
    (web / "index.html").write_text("<!doctype html><title>Tienda</title>")
    wheels = folder / "wheels"
    wheels.mkdir()
    collect(build_own(wheels), target, wheels)
    return pack(wheels, web, authority.pem, target, folder)


@pytest.fixture(scope="session")
def machinery() -> None:
    """What boots an instance needs root and three of Debian's packages; skip where they are not."""
    missing = [
        name for name in ("debootstrap", "systemd-nspawn", "nsenter") if not shutil.which(name)
    ]
    if missing or os.geteuid():
        pytest.skip(f"needs root, and of Debian's packages {', '.join(missing) or 'nothing more'}")
