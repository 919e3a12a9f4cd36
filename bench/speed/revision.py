"""The source tree of another revision, ready to run, and the proof that a store runs it.

The environment of this process serves both revisions: so what differs is the project's own code.
"""

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from packaging.requirements import Requirement

WORKING_TREE = Path(__file__).resolve().parents[2]
_FRONT = Path("web") / "dist"
_SHARED = ("chassis", "tienda")
"""Packages that every part imports."""
_ORIGINS = """
import sys
from importlib.util import find_spec
print(*(find_spec(name).origin for name in sys.argv[1:]), sep="\\n")
"""


class RevisionError(Exception):
    """The revision cannot be measured; the message says why."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit and the folder that has its tree."""

    name: str
    """Its short id and title."""
    commit: str
    source: Path


@contextmanager
def checked_out(revision: str) -> Iterator[Revision]:
    """Yield the tree of a revision, its gRPC code built, in a temporary folder.

    It has the front of the working tree, if that is built: both stores then serve the same one.
    Raise RevisionError if there is no such revision, or it needs other libraries than there are.
    """
    commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    with tempfile.TemporaryDirectory(prefix="tienda-revision-") as folder:
        source = Path(folder).resolve()
        with tarfile.open(fileobj=io.BytesIO(_git("archive", "--format=tar", commit))) as archive:
            archive.extractall(source, filter="data")
        if unmet := unmet_requirements((source / "setup.cfg").read_text(encoding="utf-8")):
            raise RevisionError(
                f"{revision} needs what this environment does not have: {', '.join(unmet)}; run "
                "this command from an environment that serves both revisions"
            )
        _build_protos(source)
        if (WORKING_TREE / _FRONT).exists() and not (source / _FRONT).exists():
            (source / _FRONT).symlink_to(WORKING_TREE / _FRONT)
        name = _git("log", "-1", "--format=%h %s", commit).decode().strip()
        yield Revision(name, commit, source)


def working_tree_name() -> str:
    """Return what the working tree is: its commit's short id, and whether files differ from it."""
    commit = _git("log", "-1", "--format=%h %s").decode().strip()
    changed = _git("status", "--porcelain", "--untracked-files=no").strip()
    return f"working tree at {commit}{', with changes' if changed else ''}"


def unmet_requirements(setup_cfg: str) -> list[str]:
    """Return what a setup.cfg needs for the store on one machine and is not installed here."""
    config = ConfigParser()
    config.read_string(setup_cfg)
    lines = [
        *config["options"]["install_requires"].splitlines(),
        *config["options.extras_require"]["local"].splitlines(),
    ]
    return [line for line in lines if line and not _is_met(Requirement(line))]


def check_code(processes: Iterable[tuple[str, psutil.Process]], source: Path) -> None:
    """Raise RevisionError unless each process that runs Python runs the code in `source`.

    Each one's interpreter is asked where it imports from in the folder and the environment of that
    process: an editable install knows of one tree only, and must not be what is measured.
    """
    for name, origin in _origins(processes):
        if not origin.is_relative_to(source):
            raise RevisionError(f"{name} runs {origin}, which is not in {source}")


def _origins(processes: Iterable[tuple[str, psutil.Process]]) -> Iterator[tuple[str, Path]]:
    for name, process in processes:
        command = process.cmdline()
        if command[1:2] == ["-m"]:
            found = subprocess.run(
                [command[0], "-c", _ORIGINS, command[2], *_SHARED],
                cwd=process.cwd(),
                env=process.environ(),
                capture_output=True,
                text=True,
                check=True,
            )
            yield from ((name, Path(line).resolve()) for line in found.stdout.splitlines())


def _is_met(requirement: Requirement) -> bool:
    if requirement.marker is not None and not requirement.marker.evaluate():
        return True
    try:
        return requirement.specifier.contains(metadata.version(requirement.name))
    except metadata.PackageNotFoundError:
        return False


def _build_protos(source: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "protos.build"],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode != 0:
        raise RevisionError(f"its gRPC code cannot be built: {built.stderr.strip()[-1000:]}")


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", WORKING_TREE, *arguments], capture_output=True, check=False)
    if done.returncode != 0:
        said = done.stderr.decode().strip() or "there is no such revision"
        raise RevisionError(f"git {' '.join(arguments)}: {said}")
    return done.stdout
