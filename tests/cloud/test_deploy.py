"""Deploying, as far as moto can play CloudFormation: stacks, change sets, buckets, machines."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from small_store import Store, a_bundle, one_topic
from troposphere.s3 import Bucket

from cloudformation import diff, status
from cloudformation.deployment.deploy_store import deploy
from cloudformation.deployment.destroy_store import destroy
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.packaging.bundle import Bundle

pytestmark = pytest.mark.cloud


@pytest.fixture
def store(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    keep = small_store.prepared.append
    monkeypatch.setattr(
        "cloudformation.deployment.deploy_store.set_up_databases",
        lambda _account, release: keep(release),
    )
    monkeypatch.setattr("cloudformation.deployment.deploy_store._invalidate", lambda *_: None)
    return small_store


@pytest.fixture
def release(tmp_path: Path) -> Bundle:
    return a_bundle(tmp_path, b"<title>one</title>")


def test_a_store_is_made_from_nothing_and_the_front_comes_last(
    store: Store, release: Bundle
) -> None:
    deploy(store.account, release)

    states = {one.name: state.status for one, state in store.account.states()}
    assert set(states.values()) == {"CREATE_COMPLETE"}, states
    assert store.account.state_of("services").parameters["ReleaseKey"] == release.key
    assert store.prepared == [release.key]
    s3 = store.account.client("s3")
    page = s3.get_object(Bucket=store.account.output("storage", "WebBucket"), Key="index.html")
    assert page["CacheControl"] == "no-cache"
    assert store.told[-1].startswith("front: 2 files")


def test_deploying_again_changes_nothing(store: Store, release: Bundle) -> None:
    deploy(store.account, release)
    store.told.clear()
    deploy(store.account, release)
    assert store.prepared == [release.key]
    assert not [line for line in store.told if "will" in line]


def test_who_may_not_change_what_holds_it_deploys_the_rest(store: Store, release: Bundle) -> None:
    deploy(store.account, release)

    def refuse(params: Any, **_: object) -> None:
        if "tienda-demo-pipeline" in str(params):
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "CreateChangeSet")

    events = store.account.client("cloudformation").meta.events
    events.register("before-call.cloudformation.CreateChangeSet", refuse)
    deploy(store.account, release)
    diff.show_changes(store.account, None)
    assert "  stays as it is: a person changes it" in store.told
    assert "  cannot be told: a person changes it" in store.told


def test_another_release_and_back(store: Store, release: Bundle, tmp_path: Path) -> None:
    deploy(store.account, release)
    other = a_bundle(tmp_path, b"<title>two</title>")
    deploy(store.account, other)
    assert store.account.state_of("services").parameters["ReleaseKey"] == other.key
    status.show_status(store.account)
    assert any(line.startswith(f"  may go to    {release.sha256}, of ") for line in store.told)

    deploy(store.account, release.key)

    assert store.prepared == [release.key, other.key, release.key]
    s3 = store.account.client("s3")
    page = s3.get_object(Bucket=store.account.output("storage", "WebBucket"), Key="index.html")
    assert page["Body"].read() == b"<title>one</title>"


def test_a_release_that_nobody_has_built_is_refused(store: Store, release: Bundle) -> None:
    deploy(store.account, release)
    with pytest.raises(StackFailed, match="there is no release 0 in"):
        deploy(store.account, "releases/0.tar")


def test_diff_tells_what_would_change_and_leaves_it(store: Store, release: Bundle) -> None:
    diff.show_changes(store.account, None)
    assert "  is not there: 2 resources will be made" in store.told
    deploy(store.account, release)
    store.network_topics[:] = one_topic("Second")
    store.told.clear()
    diff.show_changes(store.account, None)
    assert "  will make Second, AWS::SNS::Topic" in store.told
    assert "  will remove First, AWS::SNS::Topic" in store.told
    [topic] = store.account.state_of("network").physical_ids("AWS::SNS::Topic")
    assert "First" in topic


def test_a_bucket_is_not_removed_by_a_mere_deployment(
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
    store.told.clear()
    status.show_status(store.account)
    assert "storage        create complete" in store.told
    assert f"release        {release.sha256}" in store.told


def test_tearing_down_keeps_data_unless_told_twice(store: Store, release: Bundle) -> None:
    deploy(store.account, release)
    bucket = store.account.output("storage", "ReleasesBucket")
    s3 = store.account.client("s3")

    destroy(store.account)
    states = {one.name: state.status for one, state in store.account.states()}
    assert [name for name, state in states.items() if state] == ["pipeline", "network", "storage"]
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 1

    # As one leaves it that is ended in the middle: the stack is gone, and its buckets are not.
    storage = store.account.state_of("storage")
    storage.client.delete_stack(StackName=storage.name)
    late = ["alb/a.gz", "s3/b"]

    def a_log_comes_in(params: Any, **_: object) -> None:
        if late and bucket in str(params):
            s3.put_object(Bucket=bucket, Key=late.pop(), Body=b"a line")

    s3.meta.events.register("before-call.s3.DeleteBucket", a_log_comes_in)
    destroy(store.account, with_data=True)
    assert not any(state.status for _, state in store.account.states())
    assert s3.list_buckets()["Buckets"] == []
    assert not late
