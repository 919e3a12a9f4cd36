"""Listener rules as routes of Envoy."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.rehearsal.model import Listener, ListenerRule

ClusterName = Callable[[str], str]
"""Returns the name of a target group's cluster by its ARN."""


def routes(listener: Listener, cluster_name: ClusterName) -> list[dict[str, Any]]:
    """Return the routes of a listener in their order: the first that matches is taken."""
    rules = sorted(listener.rules, key=lambda rule: (not rule.conditions, rule.priority))
    return [
        {"match": _match(rule.conditions), **_answer(rule.actions, cluster_name)} for rule in rules
    ]


def target_groups(listeners: Sequence[Listener]) -> set[str]:
    """Return the ARNs of the target groups that rules forward to."""
    rules: list[ListenerRule] = [rule for listener in listeners for rule in listener.rules]
    return {group for rule in rules for action in rule.actions for group in _weights(action)}


def _match(conditions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    match: dict[str, Any] = {"prefix": "/"}
    headers, parameters = [], []
    for condition in conditions:
        field = condition["Field"]
        values = _values(condition)
        if field == "path-pattern":
            del match["prefix"]
            match["safe_regex"] = {"regex": _pattern(values)}
        elif field == "host-header":
            headers.append(_header(":authority", f"(?i){_pattern(values)}(:[0-9]+)?"))
        elif field == "http-request-method":
            headers.append(_header(":method", _pattern(values)))
        elif field == "http-header":
            name = condition["HttpHeaderConfig"]["HttpHeaderName"]
            headers.append(_header(name, f"(?i){_pattern(values)}"))
        elif field == "query-string":
            for pair in condition["QueryStringConfig"]["Values"]:
                regex = {"safe_regex": {"regex": f"(?i){_pattern([pair['Value']])}"}}
                parameters.append({"name": pair["Key"], "string_match": regex})
        else:
            raise ValueError(f"no rule by {field} is known here")
    return {**match, "headers": headers, "query_parameters": parameters}


def _values(condition: Mapping[str, Any]) -> Sequence[Any]:
    for name, config in condition.items():
        if name.endswith("Config"):
            return list(config["Values"])
    return list(condition["Values"])


def _header(name: str, regex: str) -> dict[str, Any]:
    return {"name": name, "string_match": {"safe_regex": {"regex": regex}}}


def _pattern(values: Sequence[str]) -> str:
    """Return a regular expression for any of ELB's patterns: * is any text, ? any character."""
    texts = (re.escape(value).replace(r"\*", ".*").replace(r"\?", ".") for value in values)
    return f"(?:{'|'.join(texts)})"


def _answer(actions: Sequence[Mapping[str, Any]], cluster_name: ClusterName) -> dict[str, Any]:
    # The last action is the one that answers; those before it would authenticate.
    action = max(actions, key=lambda action: action.get("Order", 0))
    kind = action["Type"]
    if kind == "fixed-response":
        config = action["FixedResponseConfig"]
        body = {"inline_string": config.get("MessageBody", "")}
        answer: dict[str, Any] = {
            "direct_response": {"status": int(config["StatusCode"]), "body": body}
        }
        if "ContentType" in config:
            header = {"key": "content-type", "value": config["ContentType"]}
            answer["response_headers_to_add"] = [
                {"header": header, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
            ]
        return answer
    if kind != "forward":
        raise ValueError(f"no action {kind} is known here")
    weights = _weights(action)
    clusters = [
        {"name": cluster_name(group), "weight": weight} for group, weight in weights.items()
    ]
    if not sum(weights.values()):
        return {"direct_response": {"status": 503}}
    # How long an answer may take is not limited, only how long nothing comes.
    return {"route": {"weighted_clusters": {"clusters": clusters}, "timeout": "0s"}}


def _weights(action: Mapping[str, Any]) -> dict[str, int]:
    if action["Type"] != "forward":
        return {}
    tuples = action.get("ForwardConfig", {}).get("TargetGroups", [])
    weights = {group["TargetGroupArn"]: int(group.get("Weight", 1)) for group in tuples}
    return weights or {action["TargetGroupArn"]: 1}
