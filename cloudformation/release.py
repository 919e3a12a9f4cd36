"""`python -m cloudformation.release` builds a release, and uploads it where it is told a bucket."""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from cloudformation.packaging import rds_ca
from cloudformation.packaging.bundle import Bundle, pack, upload
from cloudformation.packaging.rds_ca import AuthoritiesError
from cloudformation.packaging.targets import TARGETS, Target
from cloudformation.packaging.wheels import SOURCE, WheelsError, build_own, collect

WEB = SOURCE / "web" / "dist"
FAULTS = (AuthoritiesError, OSError, WheelsError, subprocess.CalledProcessError)
"""Why a release cannot be built."""
OUT = SOURCE / "build" / "release"
AUTHORITIES = SOURCE / "build" / "authorities.pem"
"""What `make authorities` writes."""


def build(
    target: Target, out: Path, *, authorities: Path | None = None, region: str | None = None
) -> Bundle:
    """Build the release of this checkout.

    `authorities` has who signs for RDS where those of `make authorities` will not do; `region` is
    one that they must have. Raise AuthoritiesError, WheelsError, CalledProcessError (the front).
    """
    made = ("web",) if authorities else ("web", "authorities")
    subprocess.run(("make", "--silent", *made), cwd=SOURCE, check=True, stdout=sys.stderr)
    trusted = rds_ca.read(authorities or AUTHORITIES, region=region)
    digest = hashlib.sha256(trusted.pem).hexdigest()
    _tell(f"{trusted.number} authorities of RDS, good until {trusted.until:%Y}, SHA-256 {digest}")
    with tempfile.TemporaryDirectory(prefix="tienda-wheels-") as folder:
        wheels = Path(folder)
        _tell("building the store's own wheel")
        own = build_own(wheels)
        _tell(f"fetching wheels for {target.arch}")
        collect(own, target, wheels)
        return pack(wheels, WEB, trusted.pem, target, out)


def main(arguments: list[str] | None = None) -> int:
    """Build, upload if asked to, and print the release's key."""
    parser = argparse.ArgumentParser(prog="python -m cloudformation.release", description=__doc__)
    parser.add_argument("--arch", choices=sorted(TARGETS), default="arm64")
    parser.add_argument("--out", type=Path, default=OUT, help=f"folder to write to ({OUT})")
    parser.add_argument("--bucket", help="the release bucket to upload to")
    add_authorities(parser)
    parser.add_argument("--region", help="a region whose databases it must know")
    options = parser.parse_args(arguments)
    try:
        bundle = build(
            TARGETS[options.arch],
            options.out,
            authorities=options.authorities,
            region=options.region,
        )
    except FAULTS as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    _tell(f"{bundle.path}, {bundle.path.stat().st_size / 1e6:.0f} MB")
    if options.bucket:
        # A release can be built where no account is.
        import boto3  # noqa: PLC0415
        from boto3.exceptions import Boto3Error  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        try:
            new = upload(boto3.client("s3"), options.bucket, bundle)
        except (Boto3Error, BotoCoreError, ClientError) as error:
            print(f"release: {options.bucket}: {error}", file=sys.stderr)
            return 1
        _tell("uploaded" if new else "uploaded before")
    print(bundle.key)
    return 0


def add_authorities(parser: argparse.ArgumentParser) -> None:
    """Let a command be told of another file of authorities."""
    parser.add_argument(
        "--authorities",
        type=Path,
        metavar="FILE",
        help=f"who signs for RDS, PEM, as AWS offers it at {rds_ca.SOURCE}",
    )


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
