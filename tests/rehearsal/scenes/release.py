"""Releases of this checkout for machines of this kind: wheels first, while there is a network."""

import hashlib
import platform
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from cloudformation.packaging.bundle import Bundle, pack
from cloudformation.packaging.targets import TARGETS, Target
from cloudformation.packaging.wheels import build_store_wheel, download_dependencies

ROOT = Path(__file__).resolve().parents[3]
WHEELS = ROOT / "build" / "rehearsal" / "wheels"
WEB = ROOT / "web" / "dist"

Change = Callable[[str, bytes], bytes]


def target() -> Target:
    """Return the kind of machine that this one is."""
    return next(one for one in TARGETS.values() if one.machine == platform.machine())


def fetch_wheels() -> None:
    """Build the store's wheel, and download all others unless they are there. Needs the network."""
    wanted = hashlib.sha256((ROOT / "setup.cfg").read_bytes()).hexdigest()
    mark = WHEELS.with_name("wheels-of")
    if WHEELS.exists() and mark.exists() and mark.read_text() == wanted:
        for old in WHEELS.glob("tienda-*.whl"):
            old.unlink()
        build_store_wheel(WHEELS)
        return
    shutil.rmtree(WHEELS, ignore_errors=True)
    WHEELS.mkdir(parents=True)
    download_dependencies(build_store_wheel(WHEELS), target(), WHEELS)
    mark.write_text(wanted)


def packed(
    authorities: bytes, folder: Path, note: str = "", change: Change | None = None
) -> Bundle:
    """Return a release of the wheels; a `note` in its front makes it another release.

    `change` changes files of the store's wheel, given their names and contents.
    """
    wheels = _changed_wheels(folder / f"wheels-{note}", change) if change else WHEELS
    web = folder / f"web-{note}"
    shutil.copytree(WEB, web, dirs_exist_ok=True)
    if note:
        page = web / "index.html"
        page.write_text(page.read_text().replace("</head>", f"<!-- {note} --></head>"))
    return pack(wheels, web, authorities, target(), folder)


def _changed_wheels(folder: Path, change: Change) -> Path:
    shutil.copytree(WHEELS, folder, dirs_exist_ok=True)
    (wheel,) = folder.glob("tienda-*.whl")
    with ZipFile(next(WHEELS.glob("tienda-*.whl"))) as old, ZipFile(wheel, "w") as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), change(name, old.read(name)))
    return folder
