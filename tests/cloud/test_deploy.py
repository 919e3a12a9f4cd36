"""Deploying, as far as moto models CloudFormation: stacks, change sets, buckets, instances."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from small_store import Store, build_bundle, topics
from troposphere.s3 import Bucket

from cloudformation import diff, status
from cloudformation.deployment.deploy_store import deploy
from cloudformation.deployment.destroy_store import destroy
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.packaging.bundle import SUPERSEDED_TAG, Bundle

pytestmark = pytest.mark.cloud


@pytest.fixture
def store(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    record = small_store.set_up.append
    monkeypatch.setattr(
        "cloudformation.deployment.deploy_store.set_up_databases",
        lambda _account, release: record(release),
    )
    monkeypatch.setattr("cloudformation.deployment.deploy_store._invalidate", lambda *_: None)
    return small_store


@pytest.fixture
def release(tmp_path: Path) -> Bundle:
    return build_bundle(tmp_path, b"<title>one</title>")


def test_a_store_is_made_from_nothing_and_the_front_comes_last(
    store: Store, release: Bundle
) -> None:
    deploy(store.account, release)

    states = {stack.name: state.status for stack, state in store.account.states()}
    assert set(states.values()) == {"CREATE_COMPLETE"}, states
    assert store.account.state_of("services").parameters["ReleaseKey"] == release.key
    assert store.set_up == [release.key]
    s3 = store.account.client("s3")
    page = s3.get_object(Bucket=store.account.output("storage", "WebBucket"), Key="index.html")
    assert page["CacheControl"] == "no-cache"
    front, *notes = store.reported[-3:]
    assert front.startswith("front: 2 files")
    assert "note: e-mail about orders goes by SNS, which is for trying the store" in notes[0]


def test_what_aws_refused_without_failing_a_stack_is_told_at_each_deployment(
    store: Store, release: Bundle
) -> None:
    store.network_outputs["SmsWarning"] = "none"
    deploy(store.account, release)
    assert not [line for line in store.reported if "warning" in line]
    store.network_outputs["SmsWarning"] = "AWS refused a spending limit"
    for _ in range(2):
        store.reported.clear()
        deploy(store.account, release)
        assert "  warning: AWS refused a spending limit" in store.reported


def test_deploying_again_changes_nothing(store: Store, release: Bundle) -> None:
    deploy(store.account, release)
    store.reported.clear()
    deploy(store.account, release)
    assert store.set_up == [release.key]
    assert not [line for line in store.reported if "will" in line]


def test_who_may_not_change_the_pipeline_stack_deploys_the_rest(
    store: Store, release: Bundle
) -> None:
    deploy(store.account, release)

    def refuse(params: Any, **_: object) -> None:
        if "tienda-demo-pipeline" in str(params):
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "CreateChangeSet")

    events = store.account.client("cloudformation").meta.events
    events.register("before-call.cloudformation.CreateChangeSet", refuse)
    deploy(store.account, release)
    diff.show_changes(store.account, None)
    assert "  stays as it is: a person changes it" in store.reported
    assert "  cannot be determined: only a person may change this stack" in store.reported


def test_another_release_is_deployed_and_rolled_back(
    store: Store, release: Bundle, tmp_path: Path
) -> None:
    deploy(store.account, release)
    other = build_bundle(tmp_path, b"<title>two</title>")
    deploy(store.account, other)
    assert store.account.state_of("services").parameters["ReleaseKey"] == other.key
    status.show_status(store.account)
    assert any(line.startswith(f"  may go to    {release.sha256}, of ") for line in store.reported)

    deploy(store.account, release.key)

    assert store.set_up == [release.key, other.key, release.key]
    s3 = store.account.client("s3")
    page = s3.get_object(Bucket=store.account.output("storage", "WebBucket"), Key="index.html")
    assert page["Body"].read() == b"<title>one</title>"


def expiring(store: Store) -> set[str]:
    """Return the pages of the releases that may expire."""
    s3, bucket = store.account.client("s3"), store.account.releases_bucket
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    tags = {key: s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] for key in keys}
    return {key for key, set_ in tags.items() if set_ == [SUPERSEDED_TAG]}


def test_a_release_may_expire_only_once_two_others_have_followed(
    store: Store, tmp_path: Path
) -> None:
    # moto sees no change back to a stack's first parameters: nothing is rolled back to `first`.
    pages = (b"first", b"one", b"two", b"three")
    first, one, two, three = (build_bundle(tmp_path, page) for page in pages)
    for release in (first, first, one, one):
        deploy(store.account, release)
        assert expiring(store) == set()
    deploy(store.account, two)
    assert expiring(store) == {first.key}
    deploy(store.account, three)
    assert expiring(store) == {first.key, one.key}

    deploy(store.account, one.key)
    assert expiring(store) == {first.key, two.key}, "what is rolled back to is kept again"
    deploy(store.account, two)
    assert expiring(store) == {first.key, three.key}, "so is a release that is built again"


def test_a_release_that_fails_to_start_lets_none_expire(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = (build_bundle(tmp_path, page) for page in (b"one", b"two", b"three"))
    deploy(store.account, one)
    deploy(store.account, two)

    def fail(*_: object) -> None:
        raise StackFailed("the database setup failed")

    monkeypatch.setattr("cloudformation.deployment.deploy_store.set_up_databases", fail)
    with pytest.raises(StackFailed):
        deploy(store.account, three)
    assert expiring(store) == set()


def test_a_role_that_may_not_mark_releases_deploys_all_the_same(
    store: Store, release: Bundle, tmp_path: Path
) -> None:
    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "PutObjectTagging")

    store.account.client("s3").meta.events.register("before-call.s3.PutObjectTagging", refuse)
    deploy(store.account, release)
    assert f"  {release.key} is not marked: a person must deploy once" in store.reported


def test_a_release_that_nobody_has_built_is_refused(store: Store, release: Bundle) -> None:
    deploy(store.account, release)
    with pytest.raises(StackFailed, match="there is no release 0 in"):
        deploy(store.account, "releases/0.tar")


def test_diff_shows_what_would_change_and_changes_nothing(store: Store, release: Bundle) -> None:
    diff.show_changes(store.account, None)
    assert "  does not exist: 2 resources will be created" in store.reported
    deploy(store.account, release)
    store.network_topics[:] = topics("Second")
    store.reported.clear()
    diff.show_changes(store.account, None)
    assert "  will make Second, AWS::SNS::Topic" in store.reported
    assert "  will remove First, AWS::SNS::Topic" in store.reported
    [topic] = store.account.state_of("network").physical_ids("AWS::SNS::Topic")
    assert "First" in topic


def test_a_bucket_is_removed_only_with_may_lose_data(
    store: Store, release: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(store.account, release)
    store.network_topics.append(Bucket("Precious"))
    deploy(store.account, release)
    store.network_topics.pop()
    with pytest.raises(StackFailed, match="data would be lost"):
        deploy(store.account, release)
    assert store.account.state_of("network").physical_ids("AWS::S3::Bucket")
    deploy(store.account, release, may_lose_data=True)
    assert not store.account.state_of("network").physical_ids("AWS::S3::Bucket")


def test_status_shows_each_stack(store: Store, release: Bundle) -> None:
    assert status.show_status(store.account) == 1
    deploy(store.account, release)
    store.reported.clear()
    status.show_status(store.account)
    assert "storage        create complete" in store.reported
    assert f"release        {release.sha256}" in store.reported


def test_destroying_keeps_data_unless_asked_to_delete_it(store: Store, release: Bundle) -> None:
    deploy(store.account, release)
    bucket = store.account.output("storage", "ReleasesBucket")
    s3 = store.account.client("s3")

    destroy(store.account)
    states = {stack.name: state.status for stack, state in store.account.states()}
    assert [name for name, state in states.items() if state] == ["pipeline", "network", "storage"]
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 1

    # As after an interruption: the stack is gone, and its buckets are not.
    storage = store.account.state_of("storage")
    storage.client.delete_stack(StackName=storage.name)
    late_logs = ["alb/a.gz", "s3/b"]

    def deliver_a_log(params: Any, **_: object) -> None:
        if late_logs and bucket in str(params):
            s3.put_object(Bucket=bucket, Key=late_logs.pop(), Body=b"a line")

    s3.meta.events.register("before-call.s3.DeleteBucket", deliver_a_log)
    destroy(store.account, with_data=True)
    assert not any(state.status for _, state in store.account.states())
    assert s3.list_buckets()["Buckets"] == []
    assert not late_logs
