"""The two load balancers: the public one for CloudFront alone, the internal one for gRPC."""

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
from cloudformation.stacks.services.target_groups import HEALTH_CHECK_PATH

PATHS = ("products", "orders", "users", "shop")
"""The first segments of the paths that the bff serves."""

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
ORIGIN_SECRET_TITLE = "OriginSecret"  # noqa: S105 (a logical id)
"""The logical id, in the services stack, of the secret in ORIGIN_HEADER."""
_TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"


def secret_reference(name: str) -> str:
    """Return the dynamic reference that CloudFormation replaces by a secret's text."""
    return f"{{{{resolve:secretsmanager:{name}:SecretString}}}}"


def add_public(template: Template, environment: Environment, bff: TargetGroup) -> LoadBalancer:
    """Add the public load balancer, which forwards only requests with CloudFront's secret."""
    certificate = _add_certificate(template, environment, "Public", environment.origin_domain)
    load_balancer = _add_load_balancer(template, environment, "Public", PUBLIC, "PublicSubnets")
    listener = _add_listener(template, "Public", load_balancer, certificate)
    has_secret = Condition(
        Field="http-header",
        HttpHeaderConfig=HttpHeaderConfig(
            HttpHeaderName=ORIGIN_HEADER,
            # A reference to the resource, so that the secret is created before.
            Values=[Sub(secret_reference(f"${{{ORIGIN_SECRET_TITLE}}}"))],
        ),
    )
    for priority, path in enumerate(PATHS, 1):
        _add_rule(
            template,
            f"Public{path.title()}",
            listener,
            priority,
            [_path(f"/{path}*"), has_secret],
            bff,
        )
    template.add_resource(
        _alias("PublicName", environment.origin_domain, load_balancer, environment.hosted_zone_id)
    )
    return load_balancer


def add_internal(
    template: Template, environment: Environment, groups: dict[str, TargetGroup]
) -> LoadBalancer:
    """Add the internal load balancer, for gRPC between bff and services; gRPC requires HTTPS."""
    domain = environment.internal_domain
    certificate = _add_certificate(
        template, environment, "Internal", *(f"{service}.{domain}" for service in GRPC_SERVICES)
    )
    load_balancer = _add_load_balancer(
        template, environment, "Internal", INTERNAL, "ApplicationSubnets"
    )
    listener = _add_listener(template, "Internal", load_balancer, certificate)
    zone = template.add_resource(
        HostedZone(
            "InternalZone",
            Name=domain,
            VPCs=[HostedZoneVPCs(VPCId=Ref("VpcId"), VPCRegion=Ref("AWS::Region"))],
        )
    )
    for index, (service, names) in enumerate(GRPC_SERVICES.items()):
        title, group = service.title(), groups[service]
        for number, name in enumerate(names):
            priority = 10 * (index + 1) + number
            short_name = name.rpartition(".")[2]
            _add_rule(
                template, f"Internal{short_name}", listener, priority, [_path(f"/{name}/*")], group
            )
        # All services have the health check method, so its rule goes by the host name.
        host = Condition(
            Field="host-header",
            HostHeaderConfig=HostHeaderConfig(Values=[f"{service}.{domain}"]),
        )
        priority = 100 + index
        _add_rule(
            template,
            f"Internal{title}Health",
            listener,
            priority,
            [host, _path(HEALTH_CHECK_PATH)],
            group,
        )
        template.add_resource(
            _alias(f"{title}Name", f"{service}.{domain}", load_balancer, Ref(zone))
        )
    return load_balancer


def _add_certificate(
    template: Template, environment: Environment, title: str, *domains: str
) -> acm.Certificate:
    certificate: acm.Certificate = template.add_resource(
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


def _add_load_balancer(
    template: Template, environment: Environment, title: str, security_group: str, subnets: str
) -> LoadBalancer:
    attributes = {
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": Ref("LogsBucket"),
        "access_logs.s3.prefix": "alb",
        "deletion_protection.enabled": str(environment.deletion_protection).lower(),
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "routing.http.desync_mitigation_mode": "strictest",
        # The upload of a picture may take a minute.
        "idle_timeout.timeout_seconds": "75",
    }
    load_balancer: LoadBalancer = template.add_resource(
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
    return load_balancer


def _add_listener(
    template: Template, title: str, load_balancer: LoadBalancer, certificate: acm.Certificate
) -> Listener:
    """Add an HTTPS listener that answers 403 to requests that match no rule."""
    refusal = FixedResponseConfig(StatusCode="403", ContentType="text/plain", MessageBody="No.")
    listener: Listener = template.add_resource(
        Listener(
            f"{title}Listener",
            LoadBalancerArn=Ref(load_balancer),
            Port=443,
            Protocol="HTTPS",
            SslPolicy=_TLS_POLICY,
            Certificates=[Certificate(CertificateArn=Ref(certificate))],
            DefaultActions=[Action(Type="fixed-response", FixedResponseConfig=refusal)],
        )
    )
    return listener


def _add_rule(
    template: Template,
    title: str,
    listener: Listener,
    priority: int,
    conditions: Sequence[Condition],
    group: TargetGroup,
) -> None:
    forward = ForwardConfig(TargetGroups=[TargetGroupTuple(TargetGroupArn=Ref(group))])
    template.add_resource(
        ListenerRule(
            f"{title}Rule",
            ListenerArn=Ref(listener),
            Priority=priority,
            Conditions=list(conditions),
            Actions=[ListenerRuleAction(Type="forward", ForwardConfig=forward)],
        )
    )


def _path(pattern: str) -> Condition:
    return Condition(Field="path-pattern", PathPatternConfig=PathPatternConfig(Values=[pattern]))


def _alias(title: str, name: str, load_balancer: LoadBalancer, zone: Any) -> RecordSetType:
    return RecordSetType(
        title,
        HostedZoneId=zone,
        Name=name,
        Type="A",
        AliasTarget=AliasTarget(
            DNSName=GetAtt(load_balancer, "DNSName"),
            HostedZoneId=GetAtt(load_balancer, "CanonicalHostedZoneID"),
            EvaluateTargetHealth=False,
        ),
    )
