"""Releases of this checkout for machines of this kind: wheels first, while there is a network."""

import platform
import shutil
from pathlib import Path

from cloudformation.packaging.bundle import Bundle, pack
from cloudformation.packaging.targets import TARGETS, Target
from cloudformation.packaging.wheels import build_store_wheel, download_dependencies

ROOT = Path(__file__).resolve().parents[3]
WHEELS = ROOT / "build" / "rehearsal" / "wheels"
WEB = ROOT / "web" / "dist"


def target() -> Target:
    """Return the kind of machine that this one is."""
    return next(one for one in TARGETS.values() if one.machine == platform.machine())


def fetch_wheels() -> None:
    """Build the store's wheel and download all others. Needs the network."""
    fresh = WHEELS.with_name("wheels.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    download_dependencies(build_store_wheel(fresh), target(), fresh)
    shutil.rmtree(WHEELS, ignore_errors=True)
    fresh.rename(WHEELS)


def packed(authorities: bytes, folder: Path, note: str = "") -> Bundle:
    """Return a release of the wheels; a `note` in its front makes it another release."""
    web = folder / f"web-{note}"
    shutil.copytree(WEB, web, dirs_exist_ok=True)
    if note:
        page = web / "index.html"
        page.write_text(page.read_text().replace("</head>", f"<!-- {note} --></head>"))
    return pack(WHEELS, web, authorities, target(), folder)
