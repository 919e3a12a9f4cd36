"""The wheels of a release: the store's own, and all that it needs on the target, none compiled."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cloudformation.packaging.targets import PYTHON, Target

SOURCE = Path(__file__).resolve().parents[2]
"""The checkout that the store's own wheel is built from."""

_NOT_BUILT = {"build", "dist", "docs", "tests", "tienda", "web"}
"""Folders at the top that the wheel has nothing of, or that are made anew for it."""
_NEVER = {"__pycache__", "node_modules"}
_LONG_AGO = str(315_532_800)
"""1980, where the times in a zip begin: the same source is the same wheel."""
_ROUNDS = 5
_OWN, _EXTRA = "tienda", "telemetry"


class WheelsError(RuntimeError):
    """The wheels could not be had; the message has what pip said."""


def build_own(into: Path) -> Path:
    """Build the store's wheel, the same bytes for the same source. Raise WheelsError."""
    with tempfile.TemporaryDirectory(prefix="tienda-source-") as folder:
        # From a copy: setuptools packs whatever an earlier build has left in build/.
        source = Path(folder) / "tienda"
        shutil.copytree(SOURCE, source, ignore=_left_out)
        _pip("wheel", "--no-deps", "--wheel-dir", into, source, SOURCE_DATE_EPOCH=_LONG_AGO)
    return next(into.glob("tienda-*.whl"))


def _left_out(folder: str, names: list[str]) -> set[str]:
    top = _NOT_BUILT if Path(folder) == SOURCE else set()
    hidden = {name for name in names if name.startswith(".") or name.endswith(".egg-info")}
    return {*_NEVER, *top, *hidden}


def collect(own: Path, target: Target, into: Path) -> None:
    """Download what `own` needs on `target`, and pip to install it. Raise WheelsError.

    What sends telemetry is among it: a setting turns that on, not another release.
    """
    wanted: Sequence[str] = (f"{own}[{_EXTRA}]", "pip")
    # pip holds markers ("only below Python 3.12") against the Python that it runs in, not against
    # the target's. What it has left out for that is asked for by name.
    for _ in range(_ROUNDS):
        _download(wanted, target, into)
        missing = sorted(set(_missing(into, target)))
        if not missing:
            return
        wanted = missing
    raise WheelsError(f"still missing for {target.arch}: {', '.join(missing)}")


def _download(wanted: Sequence[str], target: Target, into: Path) -> None:
    platforms = [part for name in target.platforms for part in ("--platform", name)]
    abis = [
        part
        for name in (f"cp{PYTHON.replace('.', '')}", "abi3", "none")
        for part in ("--abi", name)
    ]
    _pip(
        *("download", "--only-binary=:all:", "--dest", into, "--find-links", into),
        *("--implementation", "cp", "--python-version", PYTHON, *platforms, *abis),
        *wanted,
    )


def _missing(folder: Path, target: Target) -> Iterator[str]:
    """Yield each requirement of the folder's wheels that none of them meets on `target`."""
    wheels = {canonicalize_name(path.name.split("-")[0]): path for path in folder.glob("*.whl")}
    extras: dict[str, set[str]] = {name: {""} for name in wheels}
    extras[_OWN] = {"", _EXTRA}
    needed = [(name, text) for name, path in wheels.items() for text in _requirements(path)]
    # Twice: an extra that one asks for may ask for another's.
    for _ in range(2):
        for name, text in needed:
            requirement = Requirement(text)
            if not _counts(requirement, extras[name], target):
                continue
            other = canonicalize_name(requirement.name)
            if other in wheels:
                extras[other] |= requirement.extras
            else:
                requirement.marker = None
                yield str(requirement)


def _counts(requirement: Requirement, extras: set[str], target: Target) -> bool:
    marker = requirement.marker
    return marker is None or any(
        marker.evaluate({**target.markers, "extra": extra}) for extra in extras
    )


def _requirements(wheel: Path) -> list[str]:
    with ZipFile(wheel) as packed:
        name = next(n for n in packed.namelist() if n.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(packed.read(name).decode())
    return told.get_all("Requires-Dist", [])


def _pip(*arguments: str | Path, **environ: str) -> None:
    command = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)
    done = subprocess.run(
        command, env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise WheelsError(f"pip {arguments[0]}: {done.stderr.strip()[-2000:]}")
