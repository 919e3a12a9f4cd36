"""Application load balancers: what listeners and rules make of a balancer, told to the box."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.rehearsal.account import arn
from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made
from tests.rehearsal.account.handlers.base import Functions
from tests.rehearsal.account.wire import Call, Operation, Refused
from tests.rehearsal.model import (
    Box,
    HealthCheck,
    Listener,
    ListenerRule,
    LoadBalancer,
    TargetGroup,
)

_DEFAULT_PRIORITY = 1_000_000
"""Of a listener's default action, which comes last."""
_PROTECTED = "deletion_protection.enabled"
_CHECK_PATHS = {"GRPC": "/AWS.ALB/healthcheck"}


@dataclass(slots=True)
class _Rule:
    listener: str
    rule: ListenerRule


@dataclass(slots=True)
class _Listener:
    balancer: str
    port: int
    protocol: str
    certificates: tuple[str, ...]
    default: ListenerRule


@dataclass(slots=True)
class _Balancer:
    dns_name: str
    is_internal: bool
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    attributes: dict[str, str] = field(default_factory=dict)


class Balancing:
    def __init__(self, box: Box, certificate_names: Callable[[str], tuple[str, ...]]) -> None:
        """`certificate_names` are the domain names of a certificate, by ARN."""
        self.target_groups: dict[str, TargetGroup] = {}
        self._balancers: dict[str, _Balancer] = {}
        self._listeners: dict[str, _Listener] = {}
        self._rules: dict[str, _Rule] = {}
        self._box = box
        self._certificate_names = certificate_names
        self._lock = threading.RLock()

    def handlers(self) -> Mapping[str, Functions]:
        kind = "AWS::ElasticLoadBalancingV2::"
        group_identity = ("Name", "Port", "Protocol", "ProtocolVersion", "TargetType", "VpcId")
        return {
            f"{kind}LoadBalancer": Functions(
                self._balancer, self._drop_balancer, frozenset({"Name", "Scheme", "Type"})
            ),
            f"{kind}TargetGroup": Functions(
                self._target_group, self._drop_target_group, frozenset(group_identity)
            ),
            f"{kind}Listener": Functions(
                self._listener, self._drop_listener, frozenset({"LoadBalancerArn"})
            ),
            f"{kind}ListenerRule": Functions(
                self._rule, self._drop_rule, frozenset({"ListenerArn"})
            ),
        }

    def operations(self) -> Mapping[str, Operation]:
        return {
            "elbv2.ModifyLoadBalancerAttributes": self._modify_attributes,
            "elbv2.DescribeTargetHealth": self._describe_health,
        }

    def _balancer(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        region = wanted.stack.region
        if made:
            balancer, name = made.physical_id, made.attributes["LoadBalancerName"]
            dns_name, full_name = (
                made.attributes["DNSName"],
                made.attributes["LoadBalancerFullName"],
            )
        else:
            name = properties.get("Name") or wanted.generated_name(longest=32)
            full_name = f"app/{name}/{uuid4().hex[:16]}"
            balancer = arn("elasticloadbalancing", region, f"loadbalancer/{full_name}")
            scheme = "internal-" if properties.get("Scheme") == "internal" else ""
            dns_name = f"{scheme}{name}-{uuid4().int % 10**9}.{region}.elb.amazonaws.com".lower()
        attributes = {
            each["Key"]: str(each["Value"]) for each in properties.get("LoadBalancerAttributes", ())
        }
        with self._lock:
            self._balancers[balancer] = _Balancer(
                dns_name,
                properties.get("Scheme") == "internal",
                tuple(properties["Subnets"]),
                tuple(properties["SecurityGroups"]),
                attributes,
            )
            self._tell(balancer)
        return Made(
            balancer,
            balancer,
            {
                "LoadBalancerArn": balancer,
                "LoadBalancerName": name,
                "LoadBalancerFullName": full_name,
                "DNSName": dns_name,
                "CanonicalHostedZoneID": "Z32O12XQLNTSW2",
                "SecurityGroups": properties["SecurityGroups"],
            },
        )

    def _drop_balancer(self, wanted: Wanted, made: Made) -> None:
        with self._lock:
            held = self._balancers[made.physical_id]
            if held.attributes.get(_PROTECTED) == "true":
                raise LookupError(
                    f"Load balancer '{made.physical_id}' cannot be deleted because deletion"
                    " protection is enabled"
                )
            del self._balancers[made.physical_id]
        self._box.remove(made.physical_id)

    def _target_group(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        name = properties.get("Name") or wanted.generated_name(longest=32)
        full_name = f"targetgroup/{name}/{uuid4().hex[:16]}"
        group = (
            made.physical_id
            if made
            else arn("elasticloadbalancing", wanted.stack.region, full_name)
        )
        told = TargetGroup(
            group,
            wanted.logical_id,
            int(properties["Port"]),
            properties.get("ProtocolVersion", "HTTP1"),
            _health_check(properties),
            {
                each["Key"]: str(each["Value"])
                for each in properties.get("TargetGroupAttributes", ())
            },
        )
        with self._lock:
            self.target_groups[group] = told
        self._box.put_target_group(told)
        return Made(
            group,
            group,
            {
                "TargetGroupArn": group,
                "TargetGroupFullName": group.rpartition(":")[2],
                "TargetGroupName": name,
                "LoadBalancerArns": [],
            },
        )

    def _drop_target_group(self, wanted: Wanted, made: Made) -> None:
        with self._lock:
            if any(made.physical_id in str(rule.rule.actions) for rule in self._rules.values()):
                raise LookupError(
                    f"Target group '{made.physical_id}' is currently in use by a listener or a rule"
                )
            self.target_groups.pop(made.physical_id, None)
        self._box.remove(made.physical_id)

    def _listener(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        balancer = properties["LoadBalancerArn"]
        place = f"listener/{balancer.partition('loadbalancer/')[2]}/{uuid4().hex[:16]}"
        listener = (
            made.physical_id if made else arn("elasticloadbalancing", wanted.stack.region, place)
        )
        default = ListenerRule(_DEFAULT_PRIORITY, (), tuple(properties["DefaultActions"]))
        certificates = tuple(
            name
            for each in properties.get("Certificates", ())
            for name in self._certificate_names(each["CertificateArn"])
        )
        with self._lock:
            self._require_targets(default)
            self._listeners[listener] = _Listener(
                balancer, int(properties["Port"]), properties["Protocol"], certificates, default
            )
            self._tell(balancer)
        return Made(listener, listener, {"ListenerArn": listener})

    def _drop_listener(self, wanted: Wanted, made: Made) -> None:
        with self._lock:
            held = self._listeners.pop(made.physical_id, None)
            if held and held.balancer in self._balancers:
                self._tell(held.balancer)

    def _rule(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        listener = properties["ListenerArn"]
        rule_arn = f"{listener.replace(':listener/', ':listener-rule/')}/{uuid4().hex[:16]}"
        rule_arn = made.physical_id if made else rule_arn
        rule = ListenerRule(
            int(properties["Priority"]),
            tuple(properties["Conditions"]),
            tuple(properties["Actions"]),
        )
        with self._lock:
            self._require_targets(rule)
            for other_arn, other in self._rules.items():
                is_other = other_arn != rule_arn and other.listener == listener
                if is_other and other.rule.priority == rule.priority:
                    raise LookupError(f"Priority '{rule.priority}' is currently in use")
            self._rules[rule_arn] = _Rule(listener, rule)
            self._tell(self._listeners[listener].balancer)
        return Made(rule_arn, rule_arn, {"RuleArn": rule_arn, "IsDefault": "false"})

    def _drop_rule(self, wanted: Wanted, made: Made) -> None:
        with self._lock:
            held = self._rules.pop(made.physical_id, None)
            listener = self._listeners.get(held.listener) if held else None
            if listener and listener.balancer in self._balancers:
                self._tell(listener.balancer)

    def _require_targets(self, rule: ListenerRule) -> None:
        for group in targets_of(rule):
            if group not in self.target_groups:
                raise LookupError(f"One or more target groups not found: {group}")

    def _tell(self, balancer: str) -> None:
        held = self._balancers[balancer]
        listeners = [
            Listener(
                each.port,
                each.protocol,
                each.certificates,
                sorted(
                    [
                        each.default,
                        *(r.rule for r in self._rules.values() if r.listener == listener),
                    ],
                    key=lambda rule: rule.priority,
                ),
            )
            for listener, each in self._listeners.items()
            if each.balancer == balancer
        ]
        self._box.put_load_balancer(
            LoadBalancer(
                balancer,
                held.dns_name,
                held.is_internal,
                held.subnets,
                held.groups,
                held.attributes,
                listeners,
            )
        )

    def _modify_attributes(self, call: Call) -> Json:
        balancer = call.parameters["LoadBalancerArn"]
        if balancer not in self._balancers:
            raise Refused("LoadBalancerNotFound", f"Load balancer '{balancer}' not found")
        with self._lock:
            for each in call.parameters["Attributes"]:
                self._balancers[balancer].attributes[each["Key"]] = str(each["Value"])
            self._tell(balancer)
        return {"Attributes": call.parameters["Attributes"]}

    def _describe_health(self, call: Call) -> Json:
        group = call.parameters["TargetGroupArn"]
        return {
            "TargetHealthDescriptions": [
                {"Target": {"Id": each.machine}, "TargetHealth": {"State": each.state}}
                for each in self._box.targets(group)
            ]
        }


def targets_of(rule: ListenerRule) -> set[str]:
    """Return the target groups that a rule forwards to, by ARN."""
    groups = set()
    for action in rule.actions:
        if "TargetGroupArn" in action:
            groups.add(action["TargetGroupArn"])
        forward = action.get("ForwardConfig", {}).get("TargetGroups", ())
        groups |= {each["TargetGroupArn"] for each in forward}
    return groups


def _health_check(properties: Mapping[str, Any]) -> HealthCheck:
    matcher = properties.get("Matcher", {})
    version = properties.get("ProtocolVersion", "HTTP1")
    port = str(properties.get("HealthCheckPort", "traffic-port"))
    codes = matcher.get("GrpcCode", "12") if version == "GRPC" else matcher.get("HttpCode", "200")
    return HealthCheck(
        properties.get("HealthCheckProtocol", properties.get("Protocol", "HTTP")),
        int(properties["Port"] if port == "traffic-port" else port),
        properties.get("HealthCheckPath", _CHECK_PATHS.get(version, "/")),
        str(codes),
        float(properties.get("HealthCheckIntervalSeconds", 30)),
        float(properties.get("HealthCheckTimeoutSeconds", 5)),
        int(properties.get("HealthyThresholdCount", 5)),
        int(properties.get("UnhealthyThresholdCount", 2)),
    )
