"""Buckets: private, versioned, over TLS alone."""

from cloudformation.packaging.bundle import SUPERSEDED_TAG
from tests.cloud.resolved_stacks import ACCOUNT, ResolvedStack


def test_every_bucket_is_private_versioned_and_tls_only(stacks: dict[str, ResolvedStack]) -> None:
    storage = stacks["storage"]
    buckets = storage.of_type("AWS::S3::Bucket")
    assert set(buckets) == {
        f"{name}Bucket" for name in ("Web", "Media", "Receipts", "Releases", "Logs")
    }
    policies = {
        policy["Bucket"]: policy["PolicyDocument"]["Statement"]
        for policy in storage.of_type("AWS::S3::BucketPolicy").values()
    }
    for title, bucket in buckets.items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, title
        assert bucket["VersioningConfiguration"]["Status"] == "Enabled", title
        assert bucket["LifecycleConfiguration"]["Rules"], title
        assert storage.resources[title]["DeletionPolicy"] == "RetainExceptOnCreate", title
        assert storage.resources[title]["UpdateReplacePolicy"] == "Retain", title
        first, *others = policies[storage.resolve({"Ref": title})]
        assert (first["Effect"], first["Condition"]) == (
            "Deny",
            {"Bool": {"aws:SecureTransport": "false"}},
        )
        for statement in others:
            # test_bucket_policies.py has who may do what.
            assert set(statement["Principal"]) & {"Service", "AWS"}, title
            assert ACCOUNT in str((statement["Resource"], statement.get("Condition"))), title


def test_what_the_store_needs_to_run_never_expires(stacks: dict[str, ResolvedStack]) -> None:
    buckets = stacks["storage"].of_type("AWS::S3::Bucket")
    expiring = {
        title: rule.get("TagFilters")
        for title, bucket in buckets.items()
        for rule in bucket["LifecycleConfiguration"]["Rules"]
        if "ExpirationInDays" in rule
    }
    assert expiring == {"LogsBucket": None, "ReleasesBucket": [SUPERSEDED_TAG]}
