"""What the proofs need: stacks on paper, a small store in moto, a release of this checkout."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cloudformation.packaging.bundle import Bundle, pack
from cloudformation.packaging.targets import TARGETS
from cloudformation.packaging.wheels import build_store_wheel, download_dependencies
from tests.certificates import Authority
from tests.cloud.account import ENVIRONMENTS, Made, made

if TYPE_CHECKING:
    from small_store import Store

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(params=ENVIRONMENTS)
def stacks(request: pytest.FixtureRequest) -> dict[str, Made]:
    """Return every stack of an environment, made on paper."""
    return made(ENVIRONMENTS[request.param])


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Return who signs the certificate of the database that instances find."""
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
    download_dependencies(build_store_wheel(wheels), target, wheels)
    return pack(wheels, web, authority.pem, target, folder)


@pytest.fixture
def small_store(monkeypatch: pytest.MonkeyPatch) -> Iterator["Store"]:
    """Return a small store in an account of moto's, with nothing made yet."""
    import boto3  # noqa: PLC0415 (moto takes seconds to import, and few tests need it)
    from moto import mock_aws  # noqa: PLC0415 (as above)
    from moto.cloudformation.models import CloudFormationBackend  # noqa: PLC0415 (as above)
    from small_store import STORE, Store, with_outputs  # noqa: PLC0415 (as above)

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    execute = CloudFormationBackend.execute_change_set
    monkeypatch.setattr(CloudFormationBackend, "execute_change_set", with_outputs(execute))
    with mock_aws():
        ec2 = boto3.client("ec2", region_name=STORE.region)
        yield Store(ec2.describe_subnets()["Subnets"][0]["SubnetId"])


@pytest.fixture(scope="session")
def machinery() -> None:
    """What boots an instance needs root and three of Debian's packages; skip where they are not."""
    missing = [
        name for name in ("debootstrap", "systemd-nspawn", "nsenter") if not shutil.which(name)
    ]
    if missing or os.geteuid():
        pytest.skip(f"needs root, and of Debian's packages {', '.join(missing) or 'nothing more'}")
