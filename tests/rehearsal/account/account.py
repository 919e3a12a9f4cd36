"""An AWS account: its services, wired to a box, behind one endpoint."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from moto.secretsmanager.models import secretsmanager_backends

from tests.rehearsal.account import ACCOUNT, arn
from tests.rehearsal.account.cloudformation.api import CloudFormation
from tests.rehearsal.account.cloudformation.engine import Engine, Handler
from tests.rehearsal.account.endpoint import Endpoint, serving
from tests.rehearsal.account.handlers.balancing import Balancing
from tests.rehearsal.account.handlers.compute import Compute
from tests.rehearsal.account.handlers.database import Databases
from tests.rehearsal.account.handlers.edge import Edge
from tests.rehearsal.account.handlers.functions import LambdaFunctions
from tests.rehearsal.account.handlers.iam import Iam, Role
from tests.rehearsal.account.handlers.names import Names
from tests.rehearsal.account.handlers.network import Network
from tests.rehearsal.account.handlers.paper import Paper
from tests.rehearsal.account.handlers.security_groups import (
    CLOUDFRONT,
    CLOUDFRONT_PREFIX_LIST,
    SecurityGroups,
)
from tests.rehearsal.account.handlers.stores import Stores
from tests.rehearsal.account.identity import ENGINE, OPERATOR, Identities
from tests.rehearsal.account.judge import Evaluator, RoleJudge
from tests.rehearsal.account.moto_gaps import operations as moto_gaps
from tests.rehearsal.account.permissions import Permission
from tests.rehearsal.account.scaling.service import AutoScaling
from tests.rehearsal.account.wire import Call
from tests.rehearsal.model import Box

_DELAY = "deregistration_delay.timeout_seconds"
WARMUP = 15.0
"""The longest warm-up of an instance that a refresh waits for, in seconds."""


class Account:
    """An account with nothing in it, until somebody calls its endpoint."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.iam = Iam()
        self.paper = Paper()
        self.url = ""
        self.identities = Identities(
            self.iam.roles.get,
            self._allows,
            self._lifecycle_state,
        )
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self.stores = Stores(self.client)
        self.judge = RoleJudge(
            self.iam,
            self.identities,
            evaluator,
            _secret_arn,
            self._stack_arn,
            self.stores.bucket_policies.get,
        )
        self.scaling: AutoScaling
        self.balancing: Balancing
        self.compute: Compute
        self.databases: Databases
        self.edge: Edge
        self.cloudformation: CloudFormation
        self._functions = LambdaFunctions(self.identities.credentials)
        self._handlers: dict[str, Handler] = {}

    def connect(self, box: Box, pace: float = 1.0, warmup: float = WARMUP) -> Endpoint:
        """Wire the services to a box; return the endpoint of all of them."""
        groups = SecurityGroups(box)
        network = Network(box, groups)
        names = Names(box)
        self.compute = Compute(box, network, self.iam)
        self.balancing = Balancing(box, names.certificate_names)
        self.scaling = AutoScaling(box, self.compute, self._delay, pace, warmup)
        self.databases = Databases(box, self.client)
        self.edge = Edge(box)
        box.put_prefix_list(CLOUDFRONT_PREFIX_LIST, [CLOUDFRONT])
        box.put_prefix_list("pl-6da54004", [IPv4Network("52.218.0.0/17")])
        services = (
            *(groups, network, names, self.compute, self.balancing, self.scaling),
            *(self.databases, self.edge, self.iam, self.stores, self._functions),
        )
        for service in services:
            self._handlers.update(service.handlers())
        self._handlers["AWS::AutoScaling::AutoScalingGroup"] = self.scaling
        engine = Engine(self._handler, self._read_dynamic, self._read_parameter, self._alarm_in)
        self.cloudformation = CloudFormation(engine, self._fetch_template, self._authorize)
        operations = {
            **moto_gaps(),
            **self.cloudformation.operations(),
            **groups.operations(),
            **self.compute.operations(),
            **self.balancing.operations(),
            **self.scaling.operations(),
            **self.databases.operations(),
            **self.edge.operations(),
        }
        return Endpoint(self.judge, operations)

    @contextmanager
    def open(
        self,
        box: Box,
        host: str = "127.0.0.1",
        port: int = 0,
        pace: float = 1.0,
        warmup: float = WARMUP,
        more: tuple[tuple[str, int], ...] = (),
    ) -> Iterator[str]:
        """Serve the endpoint, also on `more` addresses; yield its URL."""
        endpoint = self.connect(box, pace, warmup)
        with serving(endpoint, host, port, more) as url:
            self.url = self._functions.endpoint = url
            try:
                yield url
            finally:
                self.scaling.close()

    def client(self, service: str, region: str) -> Any:
        """Return a client of the account's own services."""
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = client_of(self.url, service, region, ENGINE)
            return self._clients[service, region]

    def _handler(self, kind: str) -> Handler:
        if kind in self._handlers:
            return self._handlers[kind]
        if kind.startswith(("Custom::", "AWS::CloudFormation::CustomResource")):
            return self._functions.custom()
        return self.paper.handler()

    def _lifecycle_state(self, instance: str) -> str:
        return self.scaling.lifecycle_state(instance)

    def _allows(self, role: Role, wanted: Permission) -> bool:
        return self.judge.refusal_of(role, wanted) is None

    def _authorize(self, access_key: str, action: str, resource: str, _region: str) -> None:
        self.judge.require(access_key, Permission(action, resource))

    def _delay(self, target_group: str) -> float:
        held = self.balancing.target_groups.get(target_group)
        return float(held.attributes.get(_DELAY, 300)) if held else 0.0

    def _stack_arn(self, call: Call) -> str:
        name = call.parameters.get("StackName", "*")
        stack = self.cloudformation.stack(name, call.region)
        return stack.id if stack else arn("cloudformation", call.region, f"stack/{name}/*")

    def _read_dynamic(self, region: str) -> Callable[[str, str], str]:
        def read(service: str, reference: str) -> str:
            if service != "secretsmanager":
                return self._read_parameter(region, reference.partition(":")[0])
            secret, _, rest = reference.partition(":SecretString")
            key = rest.removeprefix(":").partition(":")[0]
            client = self.client("secretsmanager", region)
            text = str(client.get_secret_value(SecretId=secret)["SecretString"])
            return str(json.loads(text)[key]) if key else text

        return read

    def _read_parameter(self, region: str, name: str) -> str:
        if name.startswith("/aws/service/ami-amazon-linux-latest/"):
            return f"ami-0{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        parameter = self.client("ssm", region).get_parameter(Name=name)["Parameter"]
        return str(parameter["Value"])

    def _fetch_template(self, url: str) -> str:
        parts = urlsplit(url)
        bucket = parts.netloc.partition(".s3.")[0]
        answer = self.client("s3", "eu-west-1").get_object(Bucket=bucket, Key=parts.path[1:])
        return str(answer["Body"].read().decode())

    def _alarm_in(self, alarms: tuple[str, ...]) -> str:
        """Return the first of these alarms that is in alarm, or nothing."""
        for alarm in alarms:
            region, name = alarm.split(":")[3], alarm.partition(":alarm:")[2]
            found = self.client("cloudwatch", region).describe_alarms(AlarmNames=[name])
            if not found["MetricAlarms"]:
                return f"{name}, which does not exist"
            if any(each["StateValue"] == "ALARM" for each in found["MetricAlarms"]):
                return name
        return ""


def client_of(url: str, service: str, region: str, credentials: Any = OPERATOR) -> Any:
    """Return a client of the endpoint with somebody's credentials."""
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key=credentials.secret_key,
        aws_session_token=credentials.token or None,
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


def _secret_arn(call: Call) -> str:
    name = call.parameters.get("SecretId", "*")
    backend = secretsmanager_backends[ACCOUNT][call.region]
    secret = backend.secrets.get(name)
    return (
        str(secret.arn)
        if secret
        else name
        if name.startswith("arn:")
        else arn("secretsmanager", call.region, f"secret:{name}-??????")
    )
