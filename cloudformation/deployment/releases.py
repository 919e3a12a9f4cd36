"""Which releases in the bucket are kept for ever: the one that runs, and the one before it.

Machines fetch the release whenever Auto Scaling starts one, also years after it was deployed. So a
release expires only once two others have been deployed after it; then it has SUPERSEDED_TAG.
"""

from collections.abc import Mapping

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.packaging.bundle import PREFIX, SUPERSEDED_TAG

_DENIED = {"AccessDenied", "AccessDeniedException"}


def keep(account: Account, release: str) -> None:
    """Keep a release, by its key, for as long as it runs. It must not be deployed before that."""
    _tag(account, release, {**SUPERSEDED_TAG, "Value": "no"})


def expire_older(account: Account, running: str, previous: str) -> None:
    """Let every release expire but the one that runs and the one that ran before it."""
    if previous in {"", running}:
        return  # nothing is superseded, or it is not known what ran before
    pages = account.client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=account.releases_bucket, Prefix=PREFIX):
        for release in page.get("Contents", ()):
            if release["Key"] not in {running, previous}:
                _tag(account, release["Key"], SUPERSEDED_TAG)


def _tag(account: Account, release: str, tag: Mapping[str, str]) -> None:
    try:
        account.client("s3").put_object_tagging(
            Bucket=account.releases_bucket, Key=release, Tagging={"TagSet": [tag]}
        )
    except ClientError as error:
        if error.response["Error"]["Code"] not in _DENIED:
            raise
        # From GitHub, with the rights of an earlier pipeline stack, which let no release expire.
        account.report(f"  {release} is not marked: a person must deploy once")
