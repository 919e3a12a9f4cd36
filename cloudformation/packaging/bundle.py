"""A release as one tar file, named by its SHA-256: wheels, front end, units, installer, CAs."""

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloudformation.packaging.frontend import public_files
from cloudformation.packaging.targets import PYTHON, Target

MACHINE_FOLDER = Path(__file__).resolve().parents[1] / "machine"
MACHINE_FILES = (
    "install.py",
    "journald.conf",
    "tienda@.service",
    "tienda-drain.service",
    "tienda-logs.service",
)
AUTHORITIES_FILE = "database-authorities.pem"
"""The certificate authorities of RDS, in a release's folder."""
PREFIX = "releases/"
SUPERSEDED_TAG = {"Key": "superseded", "Value": "yes"}
"""The tag of the releases that may expire; others have none, or another value."""


@dataclass(frozen=True)
class Bundle:
    """A release on this machine."""

    path: Path
    sha256: str

    @property
    def key(self) -> str:
        """The release's key in its bucket."""
        return release_key(self.sha256)


def release_key(sha256: str) -> str:
    """Return the key of a release in its bucket; instances check the bundle by its SHA-256."""
    return f"{PREFIX}{sha256}.tar"


def release_sha256(key: str) -> str:
    """Return the SHA-256 in a release's key; return any other text as it is."""
    return key.removeprefix(PREFIX).removesuffix(".tar")


def pack(wheels: Path, web: Path, authorities: bytes, target: Target, into: Path) -> Bundle:
    """Write the bundle into the folder `into`. Equal contents give equal bytes and names.

    `authorities` is PEM: the CAs that the services trust to sign the database's certificate.
    """
    contents: dict[str, Path | bytes] = {name: MACHINE_FOLDER / name for name in MACHINE_FILES}
    contents |= {f"wheels/{path.name}": path for path in wheels.glob("*.whl")}
    contents |= {f"web/{path.relative_to(web).as_posix()}": path for path in public_files(web)}
    contents[AUTHORITIES_FILE] = authorities
    contents["release.json"] = _inventory(wheels, target)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=into, suffix=".new", delete=False) as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name in sorted(contents):
                _add(tar, name, contents[name])
        file.seek(0)
        sha256 = _hash(Path(file.name))
    return Bundle(Path(file.name).rename(into / f"{sha256}.tar"), sha256)


def upload(s3: Any, bucket: str, bundle: Bundle) -> bool:
    """Upload the bundle unless its bucket has it already; return whether it was new there."""
    objects = s3.list_objects_v2(Bucket=bucket, Prefix=bundle.key).get("Contents", [])
    size = bundle.path.stat().st_size
    if any(object_["Key"] == bundle.key and object_["Size"] == size for object_ in objects):
        return False
    s3.upload_file(str(bundle.path), bucket, bundle.key)
    return True


def unpack_frontend(bundle: Path, into: Path) -> Path:
    """Unpack the front end of a bundle; return its folder."""
    folder = into / "web"
    with tarfile.open(bundle) as tar:
        for member in tar:
            file = into / member.name
            # Python before 3.11.4 has no filter for `extractall`.
            if member.isfile() and ".." not in file.parts and file.is_relative_to(folder):
                file.parent.mkdir(parents=True, exist_ok=True)
                with tar.extractfile(member) as content, file.open("wb") as copy:  # type: ignore[union-attr]
                    shutil.copyfileobj(content, copy)
    return folder


def _inventory(wheels: Path, target: Target) -> bytes:
    hashes = {path.name: _hash(path) for path in sorted(wheels.glob("*.whl"))}
    inventory = {"python": PYTHON, "arch": target.arch, "wheels": hashes}
    return json.dumps(inventory, indent=1, sort_keys=True).encode()


def _add(tar: tarfile.TarFile, name: str, content: Path | bytes) -> None:
    body = content if isinstance(content, bytes) else content.read_bytes()
    # A fresh TarInfo has nothing of this machine: no owner, no time, the same mode for all files.
    member = tarfile.TarInfo(name)
    member.size = len(body)
    member.mode = 0o644
    tar.addfile(member, io.BytesIO(body))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
