"""The sender of e-mail by SES: its identity, DNS records, and what became of its mails.

No record is at the domain itself, where an owner has their own SPF and MX: mail that comes back has
a subdomain of its own.
"""

from typing import Any

from troposphere import GetAtt, Ref, Template
from troposphere.route53 import RecordSetType
from troposphere.ses import (
    ConfigurationSet,
    ConfigurationSetAttributes,
    ConfigurationSetEventDestination,
    DkimAttributes,
    EmailIdentity,
    EventDestination,
    MailFromAttributes,
    ReputationOptions,
    SnsDestination,
    SuppressionOptions,
)
from troposphere.sns import TopicPolicy

from cloudformation.config.environment import Environment
from cloudformation.stacks.observability.alarm_builder import TOPIC, AlarmBuilder
from cloudformation.stacks.resources import policy_document, source_account

DMARC = "v=DMARC1; p=none"
"""Asks nobody to refuse mail that is not the shop's: an owner may send from elsewhere too."""


def add(template: Template, environment: Environment) -> None:
    """Add the sender with its records, and tell the owner what comes back or is called spam."""
    configuration_set = template.add_resource(
        ConfigurationSet(
            "MailSettings",
            Name=environment.prefix,
            ReputationOptions=ReputationOptions(ReputationMetricsEnabled=True),
            # SES sends nothing more to an address that does not exist or has complained.
            SuppressionOptions=SuppressionOptions(SuppressedReasons=["BOUNCE", "COMPLAINT"]),
        )
    )
    identity = template.add_resource(
        EmailIdentity(
            "Sender",
            EmailIdentity=environment.domain,
            DkimAttributes=DkimAttributes(SigningEnabled=True),
            ConfigurationSetAttributes=ConfigurationSetAttributes(
                ConfigurationSetName=Ref(configuration_set)
            ),
            MailFromAttributes=MailFromAttributes(
                MailFromDomain=environment.mail_from_domain,
                # Until its records are seen, SES uses a domain of its own.
                BehaviorOnMxFailure="USE_DEFAULT_VALUE",
            ),
        )
    )
    for number in (1, 2, 3):
        name, value = (
            GetAtt(identity, f"DkimDNSToken{part}{number}") for part in ("Name", "Value")
        )
        _add_record(template, environment, f"SenderDkim{number}", name, "CNAME", value)
    feedback = f"10 feedback-smtp.{environment.region}.amazonses.com"
    mail_from = environment.mail_from_domain
    _add_record(template, environment, "MailFromMx", mail_from, "MX", feedback)
    spf = '"v=spf1 include:amazonses.com ~all"'
    _add_record(template, environment, "MailFromSpf", mail_from, "TXT", spf)
    if environment.mail_dmarc:
        name = f"_dmarc.{environment.domain}"
        _add_record(template, environment, "Dmarc", name, "TXT", f'"{DMARC}"')
    _add_events(template, environment, configuration_set)


def _add_record(
    template: Template, environment: Environment, title: str, name: Any, kind: str, value: Any
) -> None:
    template.add_resource(
        RecordSetType(
            title,
            HostedZoneId=environment.hosted_zone_id,
            Name=name,
            Type=kind,
            TTL="3600",
            ResourceRecords=[value],
        )
    )


def _add_events(
    template: Template, environment: Environment, configuration_set: ConfigurationSet
) -> None:
    """Add what the owner gets by e-mail: each bounce and complaint, and alarms on their rates.

    SES reviews an account whose rate of bounces is above 5 %, or of complaints above 0.1 %.
    """
    builder = AlarmBuilder(template, environment)
    for title, metric, rate, description in (
        ("MailBounces", "Reputation.BounceRate", 0.05, "5 % of the e-mails come back"),
        ("MailComplaints", "Reputation.ComplaintRate", 0.001, "One e-mail in 1,000 is called spam"),
    ):
        builder.add(
            title,
            f"{description}: from here on SES may stop sending for this account",
            "Read the mails about bounces and complaints; find out who types such addresses",
            namespace="AWS/SES",
            metric=metric,
            dimensions={},
            statistic="Maximum",
            above=rate,
            periods=1,
        )
    services = ["cloudwatch.amazonaws.com", "ses.amazonaws.com"]
    policy = template.add_resource(
        TopicPolicy(
            "AlarmsPolicy",
            Topics=[Ref(TOPIC)],
            PolicyDocument=policy_document(
                {
                    "Sid": "AlarmsAndMailEvents",
                    "Effect": "Allow",
                    "Principal": {"Service": services},
                    "Action": "sns:Publish",
                    "Resource": Ref(TOPIC),
                    "Condition": source_account(),
                }
            ),
        )
    )
    template.add_resource(
        ConfigurationSetEventDestination(
            "MailEvents",
            ConfigurationSetName=Ref(configuration_set),
            EventDestination=EventDestination(
                Name="owner",
                Enabled=True,
                MatchingEventTypes=["bounce", "complaint", "reject"],
                SnsDestination=SnsDestination(TopicARN=Ref(TOPIC)),
            ),
            DependsOn=policy.title,
        )
    )
