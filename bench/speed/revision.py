"""Checks out another revision ready to run, and verifies that a store runs its code.

Both revisions use the environment of this process, so only the project's own code differs.
"""

import os
import subprocess
import sys
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
    """Yield the tree of a revision in a temporary folder, with its gRPC code built.

    It uses the working tree's front end, if that is built, so that both stores serve the same one.
    Raise RevisionError if the revision does not exist or needs libraries that are not installed.
    """
    commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    with tempfile.TemporaryDirectory(prefix="tienda-revision-") as folder:
        source = Path(folder).resolve()
        # Not by tarfile: Python before 3.11.4 has no filter for `extractall`.
        subprocess.run(["tar", "-x", "-C", source], input=_git("archive", commit), check=True)
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
    """Return the short id of the working tree's commit, and whether files differ from it."""
    commit = _git("log", "-1", "--format=%h %s").decode().strip()
    changed = _git("status", "--porcelain", "--untracked-files=no").strip()
    return f"working tree at {commit}{', with changes' if changed else ''}"


def unmet_requirements(setup_cfg: str) -> list[str]:
    """Return the requirements of a setup.cfg (with its extra `local`) that are not installed."""
    config = ConfigParser()
    config.read_string(setup_cfg)
    lines = [
        *config["options"]["install_requires"].splitlines(),
        *config["options.extras_require"]["local"].splitlines(),
    ]
    return [line for line in lines if line and not _is_met(Requirement(line))]


def check_code(processes: Iterable[tuple[str, psutil.Process]], source: Path) -> None:
    """Raise RevisionError unless each Python process runs the code in `source`.

    The interpreter of each process tells where it imports from, in the folder and environment of
    that process. An editable install always points to one tree, and must not be what is measured.
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
        reason = done.stderr.decode().strip() or "there is no such revision"
        raise RevisionError(f"git {' '.join(arguments)}: {reason}")
    return done.stdout
