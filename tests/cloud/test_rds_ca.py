"""The certificate authorities that a release trusts to sign a database's certificate."""

import shutil
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cloudformation.packaging.rds_ca import AuthoritiesError, read_authorities
from tests.certificates import Authority

ROOT = Path(__file__).resolve().parents[2]


def file_of(folder: Path, *authorities: Authority) -> Path:
    file = folder / "authorities.pem"
    file.write_bytes(b"".join(authority.pem for authority in authorities))
    return file


def test_valid_roots_of_rds_are_read_in_one_order(tmp_path: Path) -> None:
    ours = [
        Authority(f"Amazon RDS {name} Root CA RSA2048 G1") for name in ("eu-west-1", "af-south-1")
    ]
    expired = Authority(days=-1)
    others = [
        Authority("Root R1", owner="Somebody Else"),
        Authority(owner="Somebody Else"),
        Authority("Amazon RDS Beta Root CA RSA2048 G1"),
    ]
    server = ours[0].issue("127.0.0.1", tmp_path)[0].read_bytes()
    file = file_of(tmp_path, *ours, expired, *others)
    file.write_bytes(file.read_bytes() + server)
    read = read_authorities(file, region="eu-west-1")
    assert read.pem == ours[1].pem + ours[0].pem
    assert (read.count, read.expires) == (2, min(o.certificate.not_valid_after_utc for o in ours))
    assert read_authorities(file_of(tmp_path, *ours[::-1])).pem == read.pem


def test_a_region_without_authorities_is_refused_with_their_address(tmp_path: Path) -> None:
    with pytest.raises(AuthoritiesError, match=r"eu-west-2; download https://\S+ and name it with"):
        read_authorities(file_of(tmp_path, Authority()), region="eu-west-2")
    with pytest.raises(AuthoritiesError, match="in eu-west;"):
        read_authorities(file_of(tmp_path, Authority()), region="eu-west")


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<h1>Access denied</h1>")
    with pytest.raises(AuthoritiesError, match="has no certificates"):
        read_authorities(file)
    with pytest.raises(AuthoritiesError, match="still good"):
        read_authorities(file_of(tmp_path, Authority(days=-1)))
    with pytest.raises(FileNotFoundError):
        read_authorities(tmp_path / "nothing.pem")


@pytest.mark.cloud
@pytest.mark.skipif(not shutil.which("npm"), reason="needs npm")
def test_a_release_carries_the_authorities_of_every_region() -> None:
    subprocess.run(("make", "--silent", "authorities"), cwd=ROOT, check=True)
    read = read_authorities(ROOT / "build" / "authorities.pem", region="eu-west-1")
    assert read.count > 80
    assert read.expires > datetime(2060, 1, 1, tzinfo=UTC)
    context = ssl.create_default_context(cadata=read.pem.decode())
    assert len(context.get_ca_certs()) == read.count
