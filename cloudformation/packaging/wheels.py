"""The wheels of a release: the store's own, and its dependencies for the target, not compiled."""

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
"""The checkout that the store's wheel is built from."""

_EXCLUDED_AT_TOP = {"build", "dist", "docs", "tests", "tienda", "web"}
"""Top-level folders that are not part of the wheel, or are generated while it is built."""
_EXCLUDED = {"__pycache__", "node_modules"}
_SOURCE_DATE_EPOCH = str(315_532_800)
"""1980, the earliest time in a zip. With a fixed time the same source gives the same wheel."""
_MAX_ROUNDS = 5
_OWN, _EXTRA = "tienda", "telemetry"


class WheelsError(RuntimeError):
    """The wheels could not be built or downloaded; the text has pip's output."""


def build_store_wheel(into: Path) -> Path:
    """Build the store's wheel: the same bytes for the same source. Raise WheelsError."""
    with tempfile.TemporaryDirectory(prefix="tienda-source-") as folder:
        # From a copy: setuptools would pack what an earlier build left in build/.
        source = Path(folder) / "tienda"
        shutil.copytree(SOURCE, source, ignore=_ignored)
        _pip(
            "wheel", "--no-deps", "--wheel-dir", into, source, SOURCE_DATE_EPOCH=_SOURCE_DATE_EPOCH
        )
    return next(into.glob("tienda-*.whl"))


def _ignored(folder: str, names: list[str]) -> set[str]:
    top = _EXCLUDED_AT_TOP if Path(folder) == SOURCE else set()
    hidden = {name for name in names if name.startswith(".") or name.endswith(".egg-info")}
    return {*_EXCLUDED, *top, *hidden}


def download_dependencies(wheel: Path, target: Target, into: Path) -> None:
    """Download the store wheel's dependencies for `target`, and pip. Raise WheelsError.

    The telemetry extra is included: a setting switches telemetry on, without another release.
    """
    requirements: Sequence[str] = (f"{wheel}[{_EXTRA}]", "pip")
    # pip evaluates markers ("only below Python 3.12") for the Python that it runs in, not for the
    # target's. What it leaves out because of that is downloaded by name in the next round.
    for _ in range(_MAX_ROUNDS):
        _download(requirements, target, into)
        missing = sorted(set(_missing(into, target)))
        if not missing:
            return
        requirements = missing
    raise WheelsError(f"still missing for {target.arch}: {', '.join(missing)}")


def _download(requirements: Sequence[str], target: Target, into: Path) -> None:
    platforms = [part for name in target.platforms for part in ("--platform", name)]
    abis = [
        part
        for name in (f"cp{PYTHON.replace('.', '')}", "abi3", "none")
        for part in ("--abi", name)
    ]
    _pip(
        *("download", "--only-binary=:all:", "--dest", into, "--find-links", into),
        *("--implementation", "cp", "--python-version", PYTHON, *platforms, *abis),
        *requirements,
    )


def _missing(folder: Path, target: Target) -> Iterator[str]:
    """Yield each requirement on `target` of the folder's wheels that no wheel there satisfies."""
    wheels = {canonicalize_name(path.name.split("-")[0]): path for path in folder.glob("*.whl")}
    extras: dict[str, set[str]] = {name: {""} for name in wheels}
    extras[_OWN] = {"", _EXTRA}
    needed = [(name, text) for name, path in wheels.items() for text in _requirements(path)]
    # Twice: an extra that the first pass finds may require another extra.
    for _ in range(2):
        for name, text in needed:
            requirement = Requirement(text)
            if not _applies(requirement, extras[name], target):
                continue
            other = canonicalize_name(requirement.name)
            if other in wheels:
                extras[other] |= requirement.extras
            else:
                requirement.marker = None
                yield str(requirement)


def _applies(requirement: Requirement, extras: set[str], target: Target) -> bool:
    marker = requirement.marker
    return marker is None or any(
        marker.evaluate({**target.markers, "extra": extra}) for extra in extras
    )


def _requirements(wheel: Path) -> list[str]:
    with ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(name).decode())
    return metadata.get_all("Requires-Dist", [])


def _pip(*arguments: str | Path, **environ: str) -> None:
    command = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)
    result = subprocess.run(
        command, env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise WheelsError(f"pip {arguments[0]}: {result.stderr.strip()[-2000:]}")
