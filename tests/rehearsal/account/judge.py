"""Judges calls by the policies and the boundary of the role that makes them."""

import fnmatch
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from tests.rehearsal.account import ACCOUNT
from tests.rehearsal.account.cloudformation.template import Json
from tests.rehearsal.account.handlers.iam import Iam, Role
from tests.rehearsal.account.permissions import Permission, permissions
from tests.rehearsal.account.wire import Call, Refused

EVALUATOR = Path(__file__).resolve().parents[2] / "cloud" / "iam"
ALLOWED = "Allowed"


class Sessions(Protocol):
    def role(self, access_key: str) -> str | None:
        """Return the ARN of the role of a session; None: no session has this access key."""

    def is_unbound(self, access_key: str) -> bool:
        """Whether an access key is of somebody who may do everything."""


class Evaluator:
    """A Node process that evaluates policies as AWS does."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node, "Node evaluates the policies"
        self._process = subprocess.Popen(
            (node, EVALUATOR / "simulate.js", "--lines"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}

    def close(self) -> None:
        assert self._process.stdin
        with suppress(OSError):
            self._process.stdin.close()
        self._process.wait(10)

    def decide(
        self, role: Role, policies: Mapping[str, Json], boundary: Json | None, wanted: Permission
    ) -> str:
        """Return Allowed, ImplicitlyDenied or ExplicitlyDenied."""
        simulation = {
            "request": {
                "principal": role.arn,
                "action": wanted.action,
                "resource": {"resource": wanted.resource, "accountId": ACCOUNT},
                "contextVariables": dict(wanted.context),
            },
            "identityPolicies": [
                {"name": name, "policy": policy} for name, policy in policies.items()
            ],
            "serviceControlPolicies": [],
            "resourceControlPolicies": [],
        }
        if boundary is not None:
            simulation["permissionBoundaryPolicies"] = [{"name": "boundary", "policy": boundary}]
        line = json.dumps(simulation)
        with self._lock:
            if line not in self._known:
                assert self._process.stdin
                assert self._process.stdout
                self._process.stdin.write(line + "\n")
                self._process.stdin.flush()
                answer = json.loads(self._process.stdout.readline())
                self._known[line] = answer.get("result") or f"error: {answer}"
            return self._known[line]


class RoleJudge:
    """Refuses what a role may not do, and remembers it."""

    def __init__(
        self,
        iam: Iam,
        sessions: Sessions,
        evaluator: Evaluator,
        find_secret: Callable[[Call], str],
        find_stack: Callable[[Call], str],
        bucket_policy: Callable[[str], Json | None],
    ) -> None:
        self.denied: list[str] = []
        """A line for each refusal, in order."""
        self.calls: dict[tuple[str, str], int] = {}
        """How often which role did which action."""
        self._iam = iam
        self._sessions = sessions
        self._evaluator = evaluator
        self._find_secret = find_secret
        self._find_stack = find_stack
        self._bucket_policy = bucket_policy

    def refusal(self, call: Call, source: str) -> Refused | None:
        """Return why a caller may not make a call; None when it may."""
        if source:
            return self._refusal_to_service(call, source)
        if self._sessions.is_unbound(call.access_key):
            return None
        role = self._role(call.access_key)
        if role is None:
            self.denied.append(f"nobody known may do {call.name}")
            return Refused("InvalidClientTokenId", "The security token included is invalid.")
        for wanted in permissions(call, self._find_secret, self._find_stack):
            if refused := self.refusal_of(role, wanted):
                return refused
        return None

    def require(self, access_key: str, wanted: Permission) -> None:
        """Raise Refused unless a caller may do something."""
        if self._sessions.is_unbound(access_key):
            return
        role = self._role(access_key)
        refused = self.refusal_of(role, wanted) if role else Refused("AccessDenied", "unknown")
        if refused:
            raise refused

    def refusal_of(self, role: Role, wanted: Permission) -> Refused | None:
        decision = self._evaluator.decide(
            role, self._iam.policies(role), self._iam.boundary(role), wanted
        )
        if decision == ALLOWED:
            self.calls[role.name, wanted.action] = self.calls.get((role.name, wanted.action), 0) + 1
            return None
        line = f"{role.name}: {wanted.action} on {wanted.resource}: {decision}"
        self.denied.append(line)
        return Refused(
            "AccessDenied",
            f"User: {role.arn} is not authorized to perform: {wanted.action} on resource:"
            f" {wanted.resource}",
        )

    def _role(self, access_key: str) -> Role | None:
        name = self._sessions.role(access_key)
        return self._iam.roles.get(name) if name else None

    def _refusal_to_service(self, call: Call, source: str) -> Refused | None:
        bucket, key = call.parameters.get("Bucket", ""), call.parameters.get("Key", "")
        policy = self._bucket_policy(bucket) or {"Statement": []}
        resource = f"arn:aws:s3:::{bucket}/{key}"
        if call.operation in {"GetObject", "HeadObject"} and any(
            _allows_service(statement, "s3:GetObject", resource, source)
            for statement in policy["Statement"]
        ):
            return None
        self.denied.append(f"{source}: s3:{call.operation} on {resource}")
        return Refused("AccessDenied", "Access Denied")


def _allows_service(statement: Json, action: str, resource: str, source: str) -> bool:
    """Whether a bucket policy's statement allows CloudFront's `source` an action."""
    principal = statement.get("Principal")
    services = _strings(principal.get("Service", ())) if isinstance(principal, dict) else []
    if statement["Effect"] != "Allow" or "cloudfront.amazonaws.com" not in services:
        return False
    # AWS documents no aws:SourceAccount here, so there is none.
    context = {"aws:SourceArn": source}
    return (
        any(fnmatch.fnmatchcase(action, each) for each in _strings(statement["Action"]))
        and any(fnmatch.fnmatchcase(resource, each) for each in _strings(statement["Resource"]))
        and all(
            any(fnmatch.fnmatchcase(context.get(name, ""), each) for each in _strings(values))
            for conditions in statement.get("Condition", {}).values()
            for name, values in conditions.items()
        )
    )


def _strings(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
