"""The two load balancers: the public one, for CloudFront alone, and the internal one, for gRPC."""

from collections.abc import Sequence
from typing import Any

from troposphere import GetAtt, Ref, Sub, Template
from troposphere import certificatemanager as acm
from troposphere.elasticloadbalancingv2 import (
    Action,
    Certificate,
    Condition,
    FixedResponseConfig,
    ForwardConfig,
    HostHeaderConfig,
    HttpHeaderConfig,
    Listener,
    ListenerRule,
    ListenerRuleAction,
    LoadBalancer,
    LoadBalancerAttributes,
    PathPatternConfig,
    TargetGroup,
    TargetGroupTuple,
)
from troposphere.route53 import AliasTarget, HostedZone, HostedZoneVPCs, RecordSetType

from cloudformation.config.environment import Environment
from cloudformation.stacks.network.security_groups import INTERNAL, PUBLIC
from cloudformation.stacks.resources import tags
from cloudformation.stacks.services.target_groups import HEALTH

PATHS = ("products", "orders", "users")
"""The first part of every path that the bff serves shoppers under."""

GRPC_SERVICES = {
    "catalog": ("tienda.catalog.v1.CatalogService",),
    "orders": (
        "tienda.orders.v1.OrderService",
        "tienda.orders.v1.CartService",
        "tienda.orders.v1.StockService",
    ),
    "users": (
        "tienda.users.v1.UserService",
        "tienda.users.v1.SessionService",
        "tienda.users.v1.CredentialService",
        "tienda.users.v1.KeyService",
        "tienda.users.v1.ClosedAccountService",
    ),
}
ORIGIN_HEADER = "X-Tienda-Origin"
SHOWN = "OriginSecret"
"""The secret's title in the services stack."""
_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06"


def secret_value(name: str) -> str:
    """Return what CloudFormation puts a secret's text in for, when what names it is made."""
    return f"{{{{resolve:secretsmanager:{name}:SecretString}}}}"


def add_public(built: Template, environment: Environment, bff: TargetGroup) -> LoadBalancer:
    """Add the load balancer that CloudFront reaches. What does not show its secret is refused."""
    certificate = _add_certificate(built, environment, "Public", environment.origin_domain)
    balancer = _add_balancer(built, environment, "Public", PUBLIC, "PublicSubnets")
    listener = _add_listener(built, "Public", balancer, certificate)
    shows_secret = Condition(
        Field="http-header",
        HttpHeaderConfig=HttpHeaderConfig(
            HttpHeaderName=ORIGIN_HEADER,
            # By its title, so that it is made before.
            Values=[Sub(secret_value(f"${{{SHOWN}}}"))],
        ),
    )
    for place, path in enumerate(PATHS, 1):
        under = _path(f"/{path}*")
        _add_rule(built, f"Public{path.title()}", listener, place, [under, shows_secret], bff)
    built.add_resource(
        _alias("PublicName", environment.origin_domain, balancer, environment.hosted_zone_id)
    )
    return balancer


def add_internal(
    built: Template, environment: Environment, groups: dict[str, TargetGroup]
) -> LoadBalancer:
    """Add the load balancer that bff and services find each other by; gRPC needs HTTPS."""
    domain = environment.internal_domain
    certificate = _add_certificate(
        built, environment, "Internal", *(f"{service}.{domain}" for service in GRPC_SERVICES)
    )
    balancer = _add_balancer(built, environment, "Internal", INTERNAL, "ApplicationSubnets")
    listener = _add_listener(built, "Internal", balancer, certificate)
    zone = built.add_resource(
        HostedZone(
            "InternalZone",
            Name=domain,
            VPCs=[HostedZoneVPCs(VPCId=Ref("VpcId"), VPCRegion=Ref("AWS::Region"))],
        )
    )
    for place, (service, names) in enumerate(GRPC_SERVICES.items()):
        title, group = service.title(), groups[service]
        for number, name in enumerate(names):
            priority = 10 * (place + 1) + number
            short = name.rpartition(".")[2]
            _add_rule(built, f"Internal{short}", listener, priority, [_path(f"/{name}/*")], group)
        # All have this one method; only by the host that was called is it known whose is meant.
        whose = Condition(
            Field="host-header",
            HostHeaderConfig=HostHeaderConfig(Values=[f"{service}.{domain}"]),
        )
        priority = 100 + place
        _add_rule(
            built, f"Internal{title}Health", listener, priority, [whose, _path(HEALTH)], group
        )
        built.add_resource(_alias(f"{title}Name", f"{service}.{domain}", balancer, Ref(zone)))
    return balancer


def _add_certificate(
    built: Template, environment: Environment, title: str, *domains: str
) -> acm.Certificate:
    certificate: acm.Certificate = built.add_resource(
        acm.Certificate(
            f"{title}Certificate",
            DomainName=domains[0],
            **({"SubjectAlternativeNames": list(domains[1:])} if domains[1:] else {}),
            ValidationMethod="DNS",
            DomainValidationOptions=[
                acm.DomainValidationOption(
                    DomainName=domain, HostedZoneId=environment.hosted_zone_id
                )
                for domain in domains
            ],
            Tags=tags(environment, title.lower()),
        )
    )
    return certificate


def _add_balancer(
    built: Template, environment: Environment, title: str, security_group: str, subnets: str
) -> LoadBalancer:
    attributes = {
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": Ref("LogsBucket"),
        "access_logs.s3.prefix": "alb",
        "deletion_protection.enabled": str(environment.deletion_protection).lower(),
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "routing.http.desync_mitigation_mode": "strictest",
        # A picture may take a minute to come in.
        "idle_timeout.timeout_seconds": "75",
    }
    balancer: LoadBalancer = built.add_resource(
        LoadBalancer(
            f"{title}LoadBalancer",
            Type="application",
            Scheme="internet-facing" if title == "Public" else "internal",
            SecurityGroups=[Ref(security_group)],
            Subnets=Ref(subnets),
            LoadBalancerAttributes=[
                LoadBalancerAttributes(Key=key, Value=value) for key, value in attributes.items()
            ],
            Tags=tags(environment, title.lower()),
        )
    )
    return balancer


def _add_listener(
    built: Template, title: str, balancer: LoadBalancer, certificate: acm.Certificate
) -> Listener:
    """Add a listener for HTTPS that refuses what no rule takes."""
    refusal = FixedResponseConfig(StatusCode="403", ContentType="text/plain", MessageBody="No.")
    listener: Listener = built.add_resource(
        Listener(
            f"{title}Listener",
            LoadBalancerArn=Ref(balancer),
            Port=443,
            Protocol="HTTPS",
            SslPolicy=_TLS,
            Certificates=[Certificate(CertificateArn=Ref(certificate))],
            DefaultActions=[Action(Type="fixed-response", FixedResponseConfig=refusal)],
        )
    )
    return listener


def _add_rule(
    built: Template,
    title: str,
    listener: Listener,
    priority: int,
    conditions: Sequence[Condition],
    group: TargetGroup,
) -> None:
    there = ForwardConfig(TargetGroups=[TargetGroupTuple(TargetGroupArn=Ref(group))])
    built.add_resource(
        ListenerRule(
            f"{title}Rule",
            ListenerArn=Ref(listener),
            Priority=priority,
            Conditions=list(conditions),
            Actions=[ListenerRuleAction(Type="forward", ForwardConfig=there)],
        )
    )


def _path(pattern: str) -> Condition:
    return Condition(Field="path-pattern", PathPatternConfig=PathPatternConfig(Values=[pattern]))


def _alias(title: str, name: str, balancer: LoadBalancer, zone: Any) -> RecordSetType:
    return RecordSetType(
        title,
        HostedZoneId=zone,
        Name=name,
        Type="A",
        AliasTarget=AliasTarget(
            DNSName=GetAtt(balancer, "DNSName"),
            HostedZoneId=GetAtt(balancer, "CanonicalHostedZoneID"),
            EvaluateTargetHealth=False,
        ),
    )
