"""Who calls: sessions of roles, the operator, and tokens for the database."""

import hashlib
import hmac
import urllib.parse
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock
from uuid import uuid4

from cloudformation.machine.boot import Credentials, signature
from tests.rehearsal.account.handlers.iam import Role
from tests.rehearsal.account.permissions import Permission, database_user

OPERATOR = Credentials("AKIAREHEARSALOPERATR", "operator", "")
"""The person who deploys, an administrator."""
ENGINE = Credentials("AKIAREHEARSALENGINE0", "engine", "")
"""The account's own services."""
_TIME = "%Y%m%dT%H%M%SZ"


class Identities:
    """The sessions of an account's roles."""

    def __init__(
        self,
        find_role: Callable[[str], Role | None],
        allows: Callable[[Role, Permission], bool],
        lifecycle_state: Callable[[str], str],
    ) -> None:
        self._find_role = find_role
        self._allows = allows
        self._lifecycle_state = lifecycle_state
        self._sessions: dict[str, tuple[str, Credentials]] = {}
        self._of_role: dict[str, Credentials] = {}
        self._lock = Lock()

    def role(self, access_key: str) -> str | None:
        session = self._sessions.get(access_key)
        return session[0] if session else None

    def is_unbound(self, access_key: str) -> bool:
        return access_key in {OPERATOR.access_key, ENGINE.access_key}

    def secret_key(self, access_key: str) -> str | None:
        """Return the secret key of an access key."""
        for known in (OPERATOR, ENGINE):
            if access_key == known.access_key:
                return known.secret_key
        session = self._sessions.get(access_key)
        return session[1].secret_key if session else None

    def credentials(self, role: str) -> Mapping[str, str]:
        with self._lock:
            if role not in self._of_role:
                number = uuid4().hex.upper()
                own = Credentials(f"ASIA{number[:16]}", uuid4().hex, f"session-{number}")
                self._of_role[role] = own
                self._sessions[own.access_key] = (role, own)
            own = self._of_role[role]
        expiration = datetime.now(UTC) + timedelta(hours=6)
        return {
            "AccessKeyId": own.access_key,
            "SecretAccessKey": own.secret_key,
            "Token": own.token,
            "Expiration": expiration.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def lifecycle_state(self, machine: str) -> str:
        return self._lifecycle_state(machine)

    def may_connect(self, database_resource_id: str, user: str, token: str) -> bool:
        host, _, query = token.partition("/?")
        parameters = dict(urllib.parse.parse_qsl(query))
        signed = parameters.pop("X-Amz-Signature", "")
        if (parameters.get("Action"), parameters.get("DBUser")) != ("connect", user):
            return False
        access_key, _, scope = parameters.get("X-Amz-Credential", "").partition("/")
        session = self._sessions.get(access_key)
        if session is None or not scope.endswith("/rds-db/aws4_request"):
            return False
        moment = parameters["X-Amz-Date"]
        begun = datetime.strptime(moment, _TIME).replace(tzinfo=UTC)
        if begun + timedelta(seconds=int(parameters["X-Amz-Expires"])) < datetime.now(UTC):
            return False
        canonical = urllib.parse.urlencode(
            sorted(parameters.items()), quote_via=urllib.parse.quote, safe="~"
        )
        empty_body = hashlib.sha256(b"").hexdigest()
        request = "\n".join(("GET", "/", canonical, f"host:{host}\n", "host", empty_body))
        expected = signature(request, scope, moment, session[1])
        role = self._find_role(session[0])
        region = scope.split("/")[1]
        return (
            hmac.compare_digest(signed, expected)
            and role is not None
            and self._allows(role, database_user(region, database_resource_id, user))
        )
