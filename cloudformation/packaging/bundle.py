"""A release as one file, named by its SHA-256: wheels, front, units, installer, authorities."""

import hashlib
import io
import json
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloudformation.packaging.frontend import files_of
from cloudformation.packaging.targets import PYTHON, Target

MACHINE = Path(__file__).resolve().parents[1] / "machine"
CARRIED = (
    "install.py",
    "tienda@.service",
    "tienda-drain.service",
    "tienda-logs.service",
)
AUTHORITIES = "database-authorities.pem"
"""Who signs the certificates of RDS, in a release's folder."""
PREFIX = "releases/"


@dataclass(frozen=True)
class Bundle:
    """A release that is on this machine."""

    path: Path
    sha256: str

    @property
    def key(self) -> str:
        """The name that it has in the release bucket."""
        return key_of(self.sha256)


def key_of(sha256: str) -> str:
    """Return the key of a release in its bucket; instances take the hash from it."""
    return f"{PREFIX}{sha256}.tar"


def sha256_of(key: str) -> str:
    """Return the SHA-256 that a release's key has in it, and any other text as it is."""
    return key.removeprefix(PREFIX).removesuffix(".tar")


def pack(wheels: Path, web: Path, authorities: bytes, target: Target, into: Path) -> Bundle:
    """Write the bundle into the folder `into`. The same content has the same name anywhere.

    `authorities` is PEM: those whose word counts for who the database is.
    """
    contents: dict[str, Path | bytes] = {name: MACHINE / name for name in CARRIED}
    contents |= {f"wheels/{path.name}": path for path in wheels.glob("*.whl")}
    contents |= {f"web/{path.relative_to(web).as_posix()}": path for path in files_of(web)}
    contents[AUTHORITIES] = authorities
    contents["release.json"] = _inventory(wheels, target)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=into, suffix=".new", delete=False) as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name in sorted(contents):
                _add(tar, name, contents[name])
        file.seek(0)
        sha256 = _sha256_of(Path(file.name))
    return Bundle(Path(file.name).rename(into / f"{sha256}.tar"), sha256)


def upload(s3: Any, bucket: str, bundle: Bundle) -> bool:
    """Put the bundle into the release bucket unless it is there; return whether it was new."""
    found = s3.list_objects_v2(Bucket=bucket, Prefix=bundle.key).get("Contents", [])
    size = bundle.path.stat().st_size
    if any(one["Key"] == bundle.key and one["Size"] == size for one in found):
        return False
    s3.upload_file(str(bundle.path), bucket, bundle.key)
    return True


def unpack_front(bundle: Path, into: Path) -> Path:
    """Unpack the front that is in a bundle; return its folder."""
    with tarfile.open(bundle) as tar:
        members = [member for member in tar if member.name.startswith("web/")]
        tar.extractall(into, members, filter="data")
    return into / "web"


def _inventory(wheels: Path, target: Target) -> bytes:
    listed = {path.name: _sha256_of(path) for path in sorted(wheels.glob("*.whl"))}
    told = {"python": PYTHON, "arch": target.arch, "wheels": listed}
    return json.dumps(told, indent=1, sort_keys=True).encode()


def _add(tar: tarfile.TarFile, name: str, content: Path | bytes) -> None:
    body = content if isinstance(content, bytes) else content.read_bytes()
    # A fresh member says nothing of this machine: no owner, no time, one mode for all.
    member = tarfile.TarInfo(name)
    member.size = len(body)
    member.mode = 0o644
    tar.addfile(member, io.BytesIO(body))


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
