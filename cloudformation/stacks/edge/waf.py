"""The WAF of CloudFront: a rate limit for each address, and AWS's managed rules."""

from typing import Any

from troposphere import GetAtt, Template
from troposphere.logs import LogGroup
from troposphere.wafv2 import (
    AllowAction,
    AndStatement,
    BlockAction,
    ByteMatchStatement,
    CountAction,
    FieldToMatch,
    LabelMatchStatement,
    LoggingConfiguration,
    LoggingConfigurationFieldToMatch,
    ManagedRuleGroupStatement,
    NotStatement,
    OrStatement,
    OverrideAction,
    RateBasedStatement,
    RegexMatchStatement,
    RuleAction,
    RuleActionOverride,
    SingleHeader,
    Statement,
    TextTransformation,
    VisibilityConfig,
    WebACL,
    WebACLRule,
)
from troposphere.wafv2 import DefaultAction as AclDefault

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import account_arn, log_group, tags

UPLOAD_PATH = r"^/products/[^/]+/images/?$"
"""Where a picture is uploaded, by POST: rules that read text find anything in its bytes."""
_COUNT_ONLY = {"AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",)}
"""Rules that are counted, not blocked: the bff limits bodies itself, to 64 KiB, pictures to 10 MB.
AWS's limit is 8 KiB."""
BODY_RULES = {
    "AWSManagedRulesCommonRuleSet": (
        "core-rule-set",
        (
            "CrossSiteScripting_BODY",
            "EC2MetaDataSSRF_BODY",
            "GenericLFI_BODY",
            "GenericRFI_BODY",
        ),
    ),
    "AWSManagedRulesKnownBadInputsRuleSet": (
        "known-bad-inputs",
        ("JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"),
    ),
}
"""The rules that read a body, with the word for their group in labels. Each only sets its label;
a rule of ours blocks a request with such a label, unless it uploads a picture."""
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
                _body_rule(priority=len(MANAGED_RULE_GROUPS) + 2),
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
        for rule in (*_COUNT_ONLY.get(name, ()), *BODY_RULES.get(name, ("", ()))[1])
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


def _body_rule(priority: int) -> WebACLRule:
    """Return the rule that blocks what a rule of BODY_RULES has found, but for uploads."""
    labels = [
        # The label of GenericLFI_BODY ends in GenericLFI_Body.
        f"awswaf:managed:aws:{group}:{rule.removesuffix('BODY')}Body"
        for group, rules in BODY_RULES.values()
        for rule in rules
    ]
    found = [
        Statement(LabelMatchStatement=LabelMatchStatement(Scope="LABEL", Key=label))
        for label in labels
    ]
    as_it_is = [TextTransformation(Priority=0, Type="NONE")]
    is_upload = [
        Statement(
            RegexMatchStatement=RegexMatchStatement(
                FieldToMatch=FieldToMatch(UriPath={}),
                RegexString=UPLOAD_PATH,
                TextTransformations=as_it_is,
            )
        ),
        Statement(
            ByteMatchStatement=ByteMatchStatement(
                FieldToMatch=FieldToMatch(Method={}),
                PositionalConstraint="EXACTLY",
                SearchString="POST",
                TextTransformations=as_it_is,
            )
        ),
    ]
    upload = Statement(AndStatement=AndStatement(Statements=is_upload))
    return WebACLRule(
        Name="HostileBody",
        Priority=priority,
        Action=RuleAction(Block=BlockAction()),
        Statement=Statement(
            AndStatement=AndStatement(
                Statements=[
                    Statement(OrStatement=OrStatement(Statements=found)),
                    Statement(NotStatement=NotStatement(Statement=upload)),
                ]
            )
        ),
        VisibilityConfig=_visibility("HostileBody"),
    )


def _visibility(name: str) -> VisibilityConfig:
    return VisibilityConfig(
        CloudWatchMetricsEnabled=True, MetricName=name, SampledRequestsEnabled=True
    )
