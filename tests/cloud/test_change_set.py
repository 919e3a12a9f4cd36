"""A change set that CloudFormation refuses: the reason names the resource, not only the check."""

from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from small_store import STORE

from cloudformation.deployment.change_set import create_change_set
from cloudformation.deployment.stack_state import StackFailed, StackState

NAME = f"{STORE.prefix}-network"


def refused_change_set(events: Any) -> str:
    """Return the error of a change set whose validation fails, with these events."""
    client = boto3.client(
        "cloudformation", "eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    stub = Stubber(client)
    missing = {"service_error_code": "ValidationError", "service_message": "does not exist"}
    stub.add_client_error("describe_stacks", **missing)
    stub.add_response("create_change_set", {})
    check = "[AWS::EarlyValidation::ResourceExistenceCheck]"
    failed = {"Status": "FAILED", "StatusReason": f"The following validation failed: {check}"}
    for _ in range(2):
        stub.add_response("describe_change_set", failed)
    if isinstance(events, str):
        stub.add_client_error("describe_events", service_error_code=events)
    else:
        asked = {"StackName": NAME, "ChangeSetName": ANY}
        stub.add_response("describe_events", {"OperationEvents": events}, asked)
    stub.add_response("delete_change_set", {})
    stub.add_response("delete_stack", {})
    with stub, pytest.raises(StackFailed) as refusal:
        create_change_set(StackState(client, NAME, print), {"TemplateBody": "{}"}, {}, {}, None)
    stub.assert_no_pending_responses()
    return str(refusal.value)


def test_the_resource_that_fails_a_validation_is_named() -> None:
    event = {
        "LogicalResourceId": "SignalLogGroup",
        "ResourceType": "AWS::Logs::LogGroup",
        "ValidationStatusReason": "/tienda/demo/users exists",
        "ValidationPath": "/Resources/UsersLogGroup",
    }
    text = refused_change_set([{"EventType": "PROGRESS_EVENT"}, event])
    assert "ResourceExistenceCheck" in text
    assert "SignalLogGroup (AWS::Logs::LogGroup) at /Resources/UsersLogGroup: " in text
    assert "/tienda/demo/users exists" in text


def test_events_that_may_not_be_read_hide_no_reason() -> None:
    text = refused_change_set("AccessDenied")
    assert "ResourceExistenceCheck" in text
    assert "its events cannot be read" in text
