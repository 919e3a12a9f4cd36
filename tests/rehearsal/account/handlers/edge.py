"""CloudFront: distributions, and what they name."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.rehearsal.account import ACCOUNT
from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made
from tests.rehearsal.account.handlers.base import Functions, named
from tests.rehearsal.account.wire import Call, Operation, Refused
from tests.rehearsal.model import Box, Distribution

_NOTHING: Json = {
    "CookiesConfig": {"CookieBehavior": "none"},
    "HeadersConfig": {"HeaderBehavior": "none"},
    "QueryStringsConfig": {"QueryStringBehavior": "none"},
}
CACHE_POLICIES_OF_AWS: Mapping[str, Json] = {
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": {
        "Name": "Managed-CachingDisabled",
        **dict.fromkeys(("MinTTL", "DefaultTTL", "MaxTTL"), 0),
        "ParametersInCacheKeyAndForwardedToOrigin": {
            **_NOTHING,
            "EnableAcceptEncodingGzip": False,
            "EnableAcceptEncodingBrotli": False,
        },
    },
    "658327ea-f89d-4fab-a63d-7e88639e58f6": {
        "Name": "Managed-CachingOptimized",
        "MinTTL": 1,
        "DefaultTTL": 86_400,
        "MaxTTL": 31_536_000,
        "ParametersInCacheKeyAndForwardedToOrigin": {
            **_NOTHING,
            "EnableAcceptEncodingGzip": True,
            "EnableAcceptEncodingBrotli": True,
        },
    },
}
"""By id, as AWS documents its own policies."""
ORIGIN_REQUEST_POLICIES_OF_AWS: Mapping[str, Json] = {
    "216adef6-5c7f-47e4-b989-5492eafa07d3": {
        "Name": "Managed-AllViewer",
        "CookiesConfig": {"CookieBehavior": "all"},
        "HeadersConfig": {"HeaderBehavior": "allViewer"},
        "QueryStringsConfig": {"QueryStringBehavior": "all"},
    },
}
_NAMED_BY = {
    "CachePolicyId": "cache",
    "OriginRequestPolicyId": "origin",
    "ResponseHeadersPolicyId": "response",
}


class Edge:
    def __init__(self, box: Box) -> None:
        self.distributions: dict[str, Distribution] = {}
        self._wanted: dict[str, Json] = {}
        """The configuration of each distribution."""
        self._functions: dict[str, str] = {}
        self._policies: dict[str, dict[str, Json]] = {
            "cache": dict(CACHE_POLICIES_OF_AWS),
            "origin": dict(ORIGIN_REQUEST_POLICIES_OF_AWS),
            "response": {},
        }
        self._box = box
        self._lock = threading.RLock()

    def handlers(self) -> Mapping[str, Functions]:
        kind = "AWS::CloudFront::"
        return {
            f"{kind}Distribution": Functions(self._distribution, self._drop_distribution),
            f"{kind}Function": Functions(self._function, replaced_by=frozenset({"Name"})),
            f"{kind}CachePolicy": self._policy("cache", "CachePolicyConfig"),
            f"{kind}OriginRequestPolicy": self._policy("origin", "OriginRequestPolicyConfig"),
            f"{kind}ResponseHeadersPolicy": self._policy("response", "ResponseHeadersPolicyConfig"),
            f"{kind}OriginAccessControl": Functions(
                lambda _, made: made or named(_new_id(), Id=_new_id())
            ),
        }

    def operations(self) -> Mapping[str, Operation]:
        return {
            "cloudfront.CreateInvalidation": self._invalidate,
            "cloudfront.GetInvalidation": self._get_invalidation,
        }

    def _distribution(self, wanted: Wanted, made: Made | None) -> Made:
        config = wanted.properties["DistributionConfig"]
        identifier = made.physical_id if made else _new_id()
        domain = f"{identifier.lower()}.cloudfront.net"
        with self._lock:
            taken = {
                alias
                for other, held in self.distributions.items()
                if other != identifier
                for alias in held.names
            }
            if clash := taken & set(config.get("Aliases", ())):
                raise LookupError(f"CNAMEAlreadyExists: {', '.join(clash)}")
            self._require_policies(config)
            self._wanted[identifier] = config
            self._tell(identifier)
        return named(identifier, Id=identifier, DomainName=domain)

    def _require_policies(self, config: Json) -> None:
        for behaviour in (config["DefaultCacheBehavior"], *config.get("CacheBehaviors", ())):
            for name, kind in _NAMED_BY.items():
                policy = behaviour.get(name)
                if policy is not None and policy not in self._policies[kind]:
                    raise LookupError(f"The {name} {policy} does not exist.")

    def _drop_distribution(self, wanted: Wanted, made: Made) -> None:
        with self._lock:
            self.distributions.pop(made.physical_id, None)
            self._wanted.pop(made.physical_id, None)
        self._box.remove(made.physical_id)

    def _function(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        arn = f"arn:aws:cloudfront::{ACCOUNT}:function/{properties['Name']}"
        with self._lock:
            self._functions[arn] = properties["FunctionCode"]
            self._tell_all()
        return Made(arn, arn, {"FunctionARN": arn, "Stage": "LIVE"})

    def _policy(self, kind: str, name: str) -> Functions:
        def put(wanted: Wanted, made: Made | None) -> Made:
            identifier = made.physical_id if made else str(uuid4())
            with self._lock:
                self._policies[kind][identifier] = wanted.properties[name]
                self._tell_all()
            return named(identifier, Id=identifier)

        return Functions(put)

    def _tell_all(self) -> None:
        for identifier in self.distributions:
            self._tell(identifier)

    def _tell(self, identifier: str) -> None:
        config = self._wanted[identifier]
        names = (f"{identifier.lower()}.cloudfront.net", *config.get("Aliases", ()))
        told = Distribution(
            identifier,
            names,
            config,
            dict(self._functions),
            dict(self._policies["cache"]),
            dict(self._policies["origin"]),
            dict(self._policies["response"]),
        )
        if self.distributions.get(identifier) != told:
            self.distributions[identifier] = told
            self._box.put_distribution(told)

    def _invalidate(self, call: Call) -> Json:
        identifier = call.parameters["DistributionId"]
        if identifier not in self.distributions:
            raise Refused("NoSuchDistribution", "The specified distribution does not exist.")
        batch = call.parameters["InvalidationBatch"]
        self._box.invalidate(identifier, batch["Paths"]["Items"])
        return {"Invalidation": _invalidation(batch), "Location": ""}

    def _get_invalidation(self, call: Call) -> Json:
        paths: dict[str, Any] = {"Paths": {"Quantity": 0}, "CallerReference": "1"}
        return {"Invalidation": _invalidation(paths)}


def _invalidation(batch: Json) -> Json:
    return {
        "Id": _new_id(),
        "Status": "Completed",
        "CreateTime": datetime.now(UTC),
        "InvalidationBatch": batch,
    }


def _new_id() -> str:
    return f"E{uuid4().hex[:13].upper()}"
