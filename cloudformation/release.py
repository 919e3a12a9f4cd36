"""`python -m cloudformation.release` builds a release, and uploads it where it is told a bucket."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from cloudformation.bundle import Bundle, pack, upload
from cloudformation.targets import TARGETS, Target
from cloudformation.wheels import SOURCE, WheelsError, build_own, collect

WEB = SOURCE / "web" / "dist"
OUT = SOURCE / "build" / "release"


def build(target: Target, out: Path) -> Bundle:
    """Build the release of this checkout. Raises WheelsError, CalledProcessError (the front)."""
    subprocess.run(("make", "--silent", "web"), cwd=SOURCE, check=True, stdout=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="tienda-wheels-") as folder:
        wheels = Path(folder)
        _tell("building the store's own wheel")
        own = build_own(wheels)
        _tell(f"fetching wheels for {target.arch}")
        collect(own, target, wheels)
        return pack(wheels, WEB, target, out)


def main(arguments: list[str] | None = None) -> int:
    """Build, upload if asked to, and print the release's key."""
    parser = argparse.ArgumentParser(prog="python -m cloudformation.release", description=__doc__)
    parser.add_argument("--arch", choices=sorted(TARGETS), default="arm64")
    parser.add_argument("--out", type=Path, default=OUT, help=f"folder to write to ({OUT})")
    parser.add_argument("--bucket", help="the release bucket to upload to")
    options = parser.parse_args(arguments)
    try:
        bundle = build(TARGETS[options.arch], options.out)
    except (WheelsError, subprocess.CalledProcessError) as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    _tell(f"{bundle.path}, {bundle.path.stat().st_size / 1e6:.0f} MB")
    if options.bucket:
        import boto3  # noqa: PLC0415 (a release can be built where no account is)

        new = upload(boto3.client("s3"), options.bucket, bundle)
        _tell("uploaded" if new else "uploaded before")
    print(bundle.key)
    return 0


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
