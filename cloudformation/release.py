"""`python -m cloudformation.release` builds a release, and uploads it to a bucket on request."""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from cloudformation.packaging.bundle import Bundle, pack, upload
from cloudformation.packaging.rds_ca import SOURCE as AUTHORITIES_SOURCE
from cloudformation.packaging.rds_ca import AuthoritiesError, read_authorities
from cloudformation.packaging.targets import TARGETS, Target
from cloudformation.packaging.wheels import (
    SOURCE,
    WheelsError,
    build_store_wheel,
    download_dependencies,
)

WEB = SOURCE / "web" / "dist"
BUILD_ERRORS = (AuthoritiesError, OSError, WheelsError, subprocess.CalledProcessError)
"""Expected errors when a release cannot be built."""
DEFAULT_OUT = SOURCE / "build" / "release"
DEFAULT_AUTHORITIES = SOURCE / "build" / "authorities.pem"
"""The file that `make authorities` writes."""


def build_release(
    target: Target, out: Path, *, authorities: Path | None = None, region: str | None = None
) -> Bundle:
    """Build the release of this checkout into the folder `out`.

    `authorities` is a PEM file to use instead of that of `make authorities`; it must have one for
    `region`. Raise AuthoritiesError, WheelsError, or CalledProcessError when `make` fails.
    """
    make_targets = ("web",) if authorities else ("web", "authorities")
    subprocess.run(("make", "--silent", *make_targets), cwd=SOURCE, check=True, stdout=sys.stderr)
    trusted = read_authorities(authorities or DEFAULT_AUTHORITIES, region=region)
    digest = hashlib.sha256(trusted.pem).hexdigest()
    _report(
        f"{trusted.count} authorities of RDS, good until {trusted.expires:%Y}, SHA-256 {digest}"
    )
    with tempfile.TemporaryDirectory(prefix="tienda-wheels-") as folder:
        wheels = Path(folder)
        _report("building the store's own wheel")
        store_wheel = build_store_wheel(wheels)
        _report(f"fetching wheels for {target.arch}")
        download_dependencies(store_wheel, target, wheels)
        return pack(wheels, WEB, trusted.pem, target, out)


def main(arguments: list[str] | None = None) -> int:
    """Build a release, upload it to --bucket, print its key; return 0, or 1 after the reason."""
    parser = argparse.ArgumentParser(prog="python -m cloudformation.release", description=__doc__)
    parser.add_argument("--arch", choices=sorted(TARGETS), default="arm64")
    parser.add_argument(
        "--out", type=Path, default=DEFAULT_OUT, help=f"folder to write to ({DEFAULT_OUT})"
    )
    parser.add_argument("--bucket", help="the release bucket to upload to")
    add_authorities_option(parser)
    parser.add_argument("--region", help="a region for which there must be an authority")
    options = parser.parse_args(arguments)
    try:
        bundle = build_release(
            TARGETS[options.arch],
            options.out,
            authorities=options.authorities,
            region=options.region,
        )
    except BUILD_ERRORS as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    _report(f"{bundle.path}, {bundle.path.stat().st_size / 1e6:.0f} MB")
    if options.bucket:
        # Only the upload needs boto3.
        import boto3  # noqa: PLC0415
        from boto3.exceptions import Boto3Error  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        try:
            is_new = upload(boto3.client("s3"), options.bucket, bundle)
        except (Boto3Error, BotoCoreError, ClientError) as error:
            print(f"release: {options.bucket}: {error}", file=sys.stderr)
            return 1
        _report("uploaded" if is_new else "uploaded before")
    print(bundle.key)
    return 0


def add_authorities_option(parser: argparse.ArgumentParser) -> None:
    """Add the option --authorities, another file of certificate authorities."""
    parser.add_argument(
        "--authorities",
        type=Path,
        metavar="FILE",
        help=f"RDS's certificate authorities, PEM, as AWS publishes them at {AUTHORITIES_SOURCE}",
    )


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
