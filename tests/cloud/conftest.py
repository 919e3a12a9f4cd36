"""Fixtures: resolved stacks, a small store in moto, a release of this checkout."""

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
from tests.cloud.resolved_stacks import ENVIRONMENTS, ResolvedStack, resolve_stacks

if TYPE_CHECKING:
    from small_store import Store

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(params=ENVIRONMENTS)
def stacks(request: pytest.FixtureRequest) -> dict[str, ResolvedStack]:
    """Return the resolved stacks of an environment."""
    return resolve_stacks(ENVIRONMENTS[request.param])


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Return the authority that signs the certificate of the instances' database."""
    return Authority()


@pytest.fixture(scope="session")
def release(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("release")
    target = next(target for target in TARGETS.values() if target.machine == platform.machine())
    web = folder / "web"
    web.mkdir()
    (web / "index.html").write_text("<!doctype html><title>Tienda</title>")
    wheels = folder / "wheels"
    wheels.mkdir()
    download_dependencies(build_store_wheel(wheels), target, wheels)
    return pack(wheels, web, authority.pem, target, folder)


@pytest.fixture
def small_store(monkeypatch: pytest.MonkeyPatch) -> Iterator["Store"]:
    """Return a small store in moto's account, without any stack yet."""
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
    """Skip a test that boots an instance unless this is root with three of Debian's packages."""
    missing = [
        name for name in ("debootstrap", "systemd-nspawn", "nsenter") if not shutil.which(name)
    ]
    if missing or os.geteuid():
        pytest.skip(f"needs root, and of Debian's packages {', '.join(missing) or 'nothing more'}")
