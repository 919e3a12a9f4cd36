"""A record of the calls of a preflight and their answers, for a reader who has no account."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cloudformation.preflight.finding import Finding

_ASKED = "tienda_asked"
_SECRET = re.compile(
    r"secret(string|binary|access)|password|token|credential|accesskey", re.IGNORECASE
)
REMOVED = "(removed)"


class Evidence:
    """Records what boto3's clients ask and are answered; secrets are removed."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def attach(self, events: Any) -> None:
        """Record the calls of the clients that are made with these events of a session."""
        events.register("before-parameter-build", self._ask)
        events.register("after-call", self._answer)
        events.register("after-call-error", self._fail)

    def _ask(self, params: Any, context: dict[str, Any], **_: object) -> None:
        context[_ASKED] = dict(params)

    def _answer(self, parsed: Any, model: Any, context: dict[str, Any], **_: object) -> None:
        answer = {key: value for key, value in parsed.items() if key != "ResponseMetadata"}
        self._add(model, context, answer)

    def _fail(self, exception: Exception, context: dict[str, Any], **rest: Any) -> None:
        operation = str(rest.get("event_name", "")).removeprefix("after-call-error.")
        self._add(operation, context, {"Error": {"Message": str(exception)}})

    def _add(self, model: Any, context: dict[str, Any], answer: Any) -> None:
        operation = model
        if not isinstance(model, str):
            operation = f"{model.service_model.service_name}.{model.name}"
        asked = context.get(_ASKED, {})
        region = context.get("client_region", "")
        self.calls.append(
            {
                "operation": operation,
                "region": region,
                "asked": without_secrets(asked),
                "answered": without_secrets(answer),
            }
        )

    def write(
        self, file: Path, *, store: str, region: str, account: str, findings: Iterable[Finding]
    ) -> None:
        """Write the record as JSON. Raise OSError."""
        rows = [
            {
                "subject": finding.subject,
                "level": finding.level.value,
                "text": finding.text,
                "advice": finding.advice,
            }
            for finding in findings
        ]
        document = {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "store": store,
            "region": region,
            "account": account,
            "findings": rows,
            "calls": self.calls,
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document, indent=1, default=str, ensure_ascii=False) + "\n")


def without_secrets(value: Any, key: str = "") -> Any:
    """Return a copy without the texts whose names say that they are secret."""
    if isinstance(value, dict):
        return {name: without_secrets(member, name) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(item, key) for item in value]
    return REMOVED if isinstance(value, str) and _SECRET.search(key) else value
