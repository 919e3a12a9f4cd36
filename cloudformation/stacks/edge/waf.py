"""The WAF of CloudFront: a rate limit for each address, and AWS's managed rules."""

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
from cloudformation.stacks.resources import account_arn, log_group, tags

# Counted, not blocked: the bff limits bodies itself, to 64 KiB, pictures to 10 MB. AWS's limit is
# 8 KiB.
_COUNT_ONLY = {"AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",)}
MANAGED_RULE_GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
)


def add(template: Template, environment: Environment) -> None:
    """Add the web ACL and its log, which has neither cookies nor tokens."""
    firewall = template.add_resource(
        WebACL(
            "Firewall",
            Name=environment.prefix,
            Scope="CLOUDFRONT",
            DefaultAction=AclDefault(Allow=AllowAction()),
            Rules=[
                _rate_limit_rule(environment, priority=1),
                *(
                    _managed_rule(name, priority)
                    for priority, name in enumerate(MANAGED_RULE_GROUPS, 2)
                ),
            ],
            VisibilityConfig=_visibility("Firewall"),
            Tags=tags(environment, "edge"),
        )
    )
    # WAF requires this prefix of the log group's name.
    name = f"aws-waf-logs-{environment.prefix}"
    group: LogGroup = template.add_resource(log_group("FirewallLogGroup", name, environment))
    template.add_resource(
        LoggingConfiguration(
            "FirewallLog",
            ResourceArn=GetAtt(firewall, "Arn"),
            # Not the group's Arn attribute: that ends with `:*`, which WAF does not accept.
            LogDestinationConfigs=[account_arn(f"logs::log-group:{name}")],
            DependsOn=group.title,
            RedactedFields=[
                LoggingConfigurationFieldToMatch(SingleHeader=SingleHeader(Name=name))
                for name in ("authorization", "cookie")
            ],
        )
    )


def _rate_limit_rule(environment: Environment, priority: int) -> WebACLRule:
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
        VisibilityConfig=_visibility("TooMany"),
    )


def _managed_rule(name: str, priority: int) -> WebACLRule:
    count_only = [
        RuleActionOverride(Name=rule, ActionToUse=RuleAction(Count=CountAction()))
        for rule in _COUNT_ONLY.get(name, ())
    ]
    overrides: dict[str, Any] = {"RuleActionOverrides": count_only} if count_only else {}
    return WebACLRule(
        Name=name,
        Priority=priority,
        OverrideAction=OverrideAction(**{"None": {}}),
        Statement=Statement(
            ManagedRuleGroupStatement=ManagedRuleGroupStatement(
                VendorName="AWS", Name=name, **overrides
            )
        ),
        VisibilityConfig=_visibility(name),
    )


def _visibility(name: str) -> VisibilityConfig:
    return VisibilityConfig(
        CloudWatchMetricsEnabled=True, MetricName=name, SampledRequestsEnabled=True
    )
