"""The firewall before CloudFront: how often one address may ask, and what nobody asks for well."""

from typing import Any

from troposphere import GetAtt, Template
from troposphere.logs import LogGroup
from troposphere.wafv2 import (
    AllowAction,
    BlockAction,
    CountAction,
    LoggingConfiguration,
    LoggingConfigurationFieldToMatch,
    ManagedRuleGroupStatement,
    OverrideAction,
    RateBasedStatement,
    RuleAction,
    RuleActionOverride,
    SingleHeader,
    Statement,
    VisibilityConfig,
    WebACL,
    WebACLRule,
)
from troposphere.wafv2 import DefaultAction as AclDefault

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import log_group, own_arn, tags

# The bff has limits of its own: 64 KiB a body, 10 MB a picture. AWS's rule begins at 8 KiB.
_COUNTED = {"AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",)}
MANAGED = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
)


def add(built: Template, environment: Environment) -> None:
    """Add the firewall and its log, in which neither cookies nor tokens are."""
    firewall = built.add_resource(
        WebACL(
            "Firewall",
            Name=environment.prefix,
            Scope="CLOUDFRONT",
            DefaultAction=AclDefault(Allow=AllowAction()),
            Rules=[
                _rate(environment, 1),
                *(_managed(name, place) for place, name in enumerate(MANAGED, 2)),
            ],
            VisibilityConfig=_seen("Firewall"),
            Tags=tags(environment, "edge"),
        )
    )
    # WAF writes only to a group whose name begins so.
    name = f"aws-waf-logs-{environment.prefix}"
    group: LogGroup = built.add_resource(log_group("FirewallLogGroup", name, environment))
    built.add_resource(
        LoggingConfiguration(
            "FirewallLog",
            ResourceArn=GetAtt(firewall, "Arn"),
            # Without the `:*` that the group's own ARN ends with: WAF's form has none.
            LogDestinationConfigs=[own_arn(f"logs::log-group:{name}")],
            DependsOn=group.title,
            RedactedFields=[
                LoggingConfigurationFieldToMatch(SingleHeader=SingleHeader(Name=name))
                for name in ("authorization", "cookie")
            ],
        )
    )


def _rate(environment: Environment, priority: int) -> WebACLRule:
    return WebACLRule(
        Name="TooMany",
        Priority=priority,
        Action=RuleAction(Block=BlockAction()),
        Statement=Statement(
            RateBasedStatement=RateBasedStatement(
                AggregateKeyType="IP",
                EvaluationWindowSec=300,
                Limit=environment.requests_per_address,
            )
        ),
        VisibilityConfig=_seen("TooMany"),
    )


def _managed(name: str, priority: int) -> WebACLRule:
    counted = [
        RuleActionOverride(Name=rule, ActionToUse=RuleAction(Count=CountAction()))
        for rule in _COUNTED.get(name, ())
    ]
    overrides: dict[str, Any] = {"RuleActionOverrides": counted} if counted else {}
    return WebACLRule(
        Name=name,
        Priority=priority,
        OverrideAction=OverrideAction(**{"None": {}}),
        Statement=Statement(
            ManagedRuleGroupStatement=ManagedRuleGroupStatement(
                VendorName="AWS", Name=name, **overrides
            )
        ),
        VisibilityConfig=_seen(name),
    )


def _seen(name: str) -> VisibilityConfig:
    return VisibilityConfig(
        CloudWatchMetricsEnabled=True, MetricName=name, SampledRequestsEnabled=True
    )
