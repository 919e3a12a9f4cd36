"""E-mail by SES: its records, what the owner hears of it, and when SNS is used instead."""

from typing import Any

import pytest

from chassis.aws import error_of
from chassis.outbox.outbox import Refused
from cloudformation.deployment.notices import notices
from tests.cloud.resolved_stacks import ResolvedStack, build_environment, resolve_stacks

SENDER = "tienda@shop.example"


def messaging(**settings: Any) -> ResolvedStack:
    return resolve_stacks(build_environment(notify_sender=SENDER, **settings))["messaging"]


def records(stack: Any) -> dict[tuple[str, str], list[str]]:
    return {
        (record["Name"], record["Type"]): record["ResourceRecords"]
        for record in stack.of_type("AWS::Route53::RecordSet").values()
    }


def test_mail_passes_spf_and_dkim_without_a_record_at_the_owners_domain() -> None:
    stack = messaging()
    found = records(stack)
    assert found["bounce.shop.example", "MX"] == ["10 feedback-smtp.eu-west-1.amazonses.com"]
    assert found["bounce.shop.example", "TXT"] == ['"v=spf1 include:amazonses.com ~all"']
    assert found["_dmarc.shop.example", "TXT"] == ['"v=DMARC1; p=none"']
    assert "shop.example" not in {name for name, _ in found}
    assert sum(kind == "CNAME" for _, kind in found) == 3
    (identity,) = stack.of_type("AWS::SES::EmailIdentity").values()
    mail_from = identity["MailFromAttributes"]
    assert mail_from["MailFromDomain"] == "bounce.shop.example"
    assert mail_from["BehaviorOnMxFailure"] == "USE_DEFAULT_VALUE"


def test_an_owners_dmarc_record_is_left_alone() -> None:
    assert ("_dmarc.shop.example", "TXT") not in records(messaging(mail_dmarc=False))


def test_a_caa_record_of_the_domain_is_made_only_when_asked_for() -> None:
    def of(**settings: Any) -> Any:
        edge = resolve_stacks(build_environment(**settings))["edge"]
        return records(ResolvedRecords(edge)).get(("shop.example", "CAA"))

    assert of() is None
    assert of(certificate_authority_record=True) == ['0 issue "amazon.com"', '0 issuewild ";"']


class ResolvedRecords:
    """The records of a stack that have values; an alias has none."""

    def __init__(self, stack: ResolvedStack) -> None:
        self._stack = stack

    def of_type(self, resource_type: str) -> dict[str, Any]:
        found = self._stack.of_type(resource_type)
        return {title: each for title, each in found.items() if "ResourceRecords" in each}


def test_the_owner_hears_of_bounces_and_complaints_and_nothing_more_goes_there() -> None:
    stack = messaging()
    (identity,) = stack.of_type("AWS::SES::EmailIdentity").values()
    ((title, settings),) = stack.of_type("AWS::SES::ConfigurationSet").items()
    used = identity["ConfigurationSetAttributes"]["ConfigurationSetName"]
    assert used == stack.resolve({"Ref": title})
    assert settings["SuppressionOptions"]["SuppressedReasons"] == ["BOUNCE", "COMPLAINT"]
    (events,) = stack.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    destination = events["EventDestination"]
    assert {"bounce", "complaint"} <= set(destination["MatchingEventTypes"])
    topic = stack.of_type("AWS::SNS::Topic")["Alarms"]
    assert topic["Subscription"] == [{"Endpoint": "alarms@shop.example", "Protocol": "email"}]
    assert destination["SnsDestination"]["TopicARN"] == stack.resolve({"Ref": "Alarms"})
    policy = stack.of_type("AWS::SNS::TopicPolicy")["AlarmsPolicy"]["PolicyDocument"]
    (statement,) = policy["Statement"]
    assert "ses.amazonaws.com" in statement["Principal"]["Service"]
    alarms = stack.of_type("AWS::CloudWatch::Alarm").values()
    metrics = {alarm["MetricName"] for alarm in alarms}
    assert metrics == {"Reputation.BounceRate", "Reputation.ComplaintRate"}


@pytest.mark.parametrize(
    ("settings", "way"),
    [
        ({}, "sns"),
        ({"notify_sender": SENDER}, "ses"),
        ({"notify_sender": SENDER, "notify_email": "sns"}, "sns"),
    ],
)
def test_order_mail_goes_by_ses_as_soon_as_there_is_a_sender(
    settings: dict[str, str], way: str
) -> None:
    environment = build_environment(**settings)
    assert environment.order_email == way
    told = "\n".join(notices(environment))
    for part in ("200 buyers", "10,000 in an account", "set notify_sender"):
        assert (part in told) == (way == "sns"), part


@pytest.mark.parametrize("code", ["FilterPolicyLimitExceeded", "SubscriptionLimitExceeded"])
def test_a_full_topic_refuses_one_buyers_mail_and_holds_up_no_other(code: str) -> None:
    assert isinstance(error_of(code, "Subscribe"), Refused)
