"""Lambda functions of inline code, and the custom resources that they handle."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.rehearsal.account import arn
from tests.rehearsal.account.cloudformation.stack import Failed, Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made
from tests.rehearsal.account.handlers.base import Functions

TIMEOUT = 60.0
"""Seconds for one run, with the start of a Python."""
_CFNRESPONSE = """\
import json, os
SUCCESS, FAILED = "SUCCESS", "FAILED"
def send(event, context, status, data, physicalResourceId=None, noEcho=False, reason=None):
    answer = {"status": status, "data": data, "id": physicalResourceId, "reason": reason}
    with open(os.environ["REHEARSAL_ANSWER"], "w") as file:
        json.dump(answer, file)
"""
_RUN = """\
import importlib, json, sys
module, _, name = sys.argv[1].partition(".")
getattr(importlib.import_module(module), name)(json.load(sys.stdin), None)
"""


class LambdaFunctions:
    def __init__(self, credentials: Callable[[str], Mapping[str, str]]) -> None:
        """`credentials` are those of a session of a role."""
        self.endpoint = ""
        self._functions: dict[str, Json] = {}
        self._credentials = credentials

    def handlers(self) -> Mapping[str, Functions]:
        return {"AWS::Lambda::Function": Functions(self._function, self._drop_function)}

    def custom(self) -> Functions:
        """Return the handler of custom resources."""
        return Functions(self._custom, self._drop_custom, frozenset({"ServiceToken"}))

    def _function(self, wanted: Wanted, made: Made | None) -> Made:
        name = made.physical_id if made else wanted.properties.get("FunctionName")
        name = name or wanted.generated_name(longest=64)
        function = arn("lambda", wanted.stack.region, f"function:{name}")
        self._functions[function] = {**wanted.properties, "region": wanted.stack.region}
        return Made(name, name, {"Arn": function})

    def _drop_function(self, wanted: Wanted, made: Made) -> None:
        self._functions.pop(made.attributes["Arn"], None)

    def _custom(self, wanted: Wanted, made: Made | None) -> Made:
        answer = self._invoke(wanted, "Update" if made else "Create", made)
        physical_id = answer["id"] or wanted.logical_id
        return Made(physical_id, physical_id, answer["data"] or {})

    def _drop_custom(self, wanted: Wanted, made: Made) -> None:
        self._invoke(wanted, "Delete", made)

    def _invoke(self, wanted: Wanted, kind: str, made: Made | None) -> Json:
        function = self._functions[wanted.properties["ServiceToken"]]
        event = {
            "RequestType": kind,
            "ResponseURL": "https://cloudformation.rehearsal/",
            "StackId": wanted.stack.id,
            "RequestId": str(uuid4()),
            "LogicalResourceId": wanted.logical_id,
            "ResourceType": wanted.type,
            "ResourceProperties": _as_text(wanted.properties),
        }
        if made:
            event["PhysicalResourceId"] = made.physical_id
        credentials = self._credentials(function["Role"])
        with tempfile.TemporaryDirectory(prefix="rehearsal-lambda-") as place:
            folder = Path(place)
            (folder / "index.py").write_text(function["Code"]["ZipFile"])
            (folder / "cfnresponse.py").write_text(_CFNRESPONSE)
            answer = folder / "answer.json"
            environ = {
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(folder),
                "REHEARSAL_ANSWER": str(answer),
                "AWS_ENDPOINT_URL": self.endpoint,
                "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
                "AWS_SESSION_TOKEN": credentials["Token"],
                "AWS_REGION": function["region"],
                "AWS_DEFAULT_REGION": function["region"],
                **function.get("Environment", {}).get("Variables", {}),
            }
            result = subprocess.run(
                (sys.executable, "-c", _RUN, function["Handler"]),
                input=json.dumps(event),
                env=environ,
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=TIMEOUT,
                check=False,
            )
            if not answer.exists():
                raise Failed(f"the function did not answer: {result.stderr[-500:]}")
            sent: Json = json.loads(answer.read_text())
        if sent["status"] != "SUCCESS":
            raise Failed(
                f"Received response status [FAILED] from custom resource. {sent['reason']}"
            )
        return sent


def _as_text(value: Any) -> Any:
    """Return properties as CloudFormation gives them to a function: numbers as text."""
    if isinstance(value, dict):
        return {key: _as_text(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
