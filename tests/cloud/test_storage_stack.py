"""Buckets: private, versioned, by TLS alone."""

from tests.cloud.account import Made


def test_every_bucket_is_private_versioned_and_tls_only(stacks: dict[str, Made]) -> None:
    storage = stacks["storage"]
    buckets = storage.of_type("AWS::S3::Bucket")
    assert set(buckets) == {
        f"{one}Bucket" for one in ("Web", "Media", "Receipts", "Releases", "Logs")
    }
    policies = {
        one["Bucket"]: one["PolicyDocument"]["Statement"]
        for one in storage.of_type("AWS::S3::BucketPolicy").values()
    }
    for title, bucket in buckets.items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, title
        assert bucket["VersioningConfiguration"]["Status"] == "Enabled", title
        assert bucket["LifecycleConfiguration"]["Rules"], title
        assert storage.resources[title]["DeletionPolicy"] == "RetainExceptOnCreate", title
        assert storage.resources[title]["UpdateReplacePolicy"] == "Retain", title
        first, *more = policies[storage.resolve({"Ref": title})]
        assert (first["Effect"], first["Condition"]) == (
            "Deny",
            {"Bool": {"aws:SecureTransport": "false"}},
        )
        for one in more:
            assert "Service" in one["Principal"], title
            assert one["Condition"], title
