"""A template's functions, resolved with what has been made so far."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
_PLACEHOLDER = re.compile(r"\$\{([\w:.]+)\}")
_DYNAMIC = re.compile(r"\{\{resolve:(secretsmanager|ssm|ssm-secure):([^}]+)\}\}")


@dataclass(frozen=True, slots=True)
class Made:
    """A resource that exists."""

    physical_id: str
    ref: str
    """What Ref returns."""
    attributes: Mapping[str, Any]
    """What GetAtt returns."""


class Unresolved(LookupError):
    """A template refers to what does not exist; the text says to what."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a template's functions may name."""

    parameters: Mapping[str, Any]
    """Also the pseudo parameters, AWS::Region and the like. A list is a list."""
    made: Mapping[str, Made]
    zones: tuple[str, ...]
    conditions: Mapping[str, Any]
    """Not resolved."""
    mappings: Mapping[str, Any]

    def resolve(self, value: Any) -> Any:  # noqa: C901, PLR0911, PLR0912 (one for each function)
        match value:
            case {"Ref": str(name)}:
                return self._ref(name)
            case {"Fn::GetAtt": [str(title), attribute]}:
                return self._attribute(title, str(self.resolve(attribute)))
            case {"Fn::GetAtt": str(path)}:
                title, _, attribute = path.partition(".")
                return self._attribute(title, attribute)
            case {"Fn::Sub": [str(text), dict(own)]}:
                values = {name: self.resolve(each) for name, each in own.items()}
                return self._substitute(text, values)
            case {"Fn::Sub": str(text)}:
                return self._substitute(text, {})
            case {"Fn::Join": [str(between), parts]}:
                return between.join(str(part) for part in self.resolve(parts))
            case {"Fn::Split": [str(between), text]}:
                return self.resolve(text).split(between)
            case {"Fn::Select": [place, choices]}:
                return self.resolve(choices)[int(self.resolve(place))]
            case {"Fn::GetAZs": _}:
                return list(self.zones)
            case {"Fn::Base64": text}:
                return base64.b64encode(self.resolve(text).encode()).decode()
            case {"Fn::FindInMap": [*path]}:
                found = self.mappings
                for name in self.resolve(path):
                    found = found[name]
                return found
            case {"Fn::If": [str(name), yes, no]}:
                return self.resolve(yes if self.holds({"Condition": name}) else no)
            case dict():
                if unknown := [key for key in value if key.startswith("Fn::")]:
                    raise Unresolved(f"the rehearsal does not know {unknown[0]}")
                members = {key: self.resolve(member) for key, member in value.items()}
                return {key: member for key, member in members.items() if member is not _NO_VALUE}
            case list():
                return [item for item in map(self.resolve, value) if item is not _NO_VALUE]
        return value

    def holds(self, condition: Any) -> bool:
        """Whether a condition holds."""
        match condition:
            case {"Condition": str(name)}:
                return self.holds(self.conditions[name])
            case {"Fn::Equals": [one, other]}:
                return bool(self.resolve(one) == self.resolve(other))
            case {"Fn::Not": [other]}:
                return not self.holds(other)
            case {"Fn::And": [*others]}:
                return all(map(self.holds, others))
            case {"Fn::Or": [*others]}:
                return any(map(self.holds, others))
        raise Unresolved(f"the rehearsal does not know the condition {condition}")

    def _substitute(self, text: str, own: Mapping[str, Any]) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name in own:
                return str(own[name])
            title, dot, attribute = name.partition(".")
            return str(self._attribute(title, attribute) if dot else self._ref(name))

        return _PLACEHOLDER.sub(value, text).replace("${!", "${")

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NO_VALUE
        if name in self.parameters:
            return self.parameters[name]
        if name in self.made:
            return self.made[name].ref
        raise Unresolved(f"Unresolved resource dependencies [{name}]")

    def _attribute(self, title: str, attribute: str) -> Any:
        if title not in self.made:
            raise Unresolved(f"Unresolved resource dependencies [{title}]")
        attributes = self.made[title].attributes
        if attribute not in attributes:
            raise Unresolved(f"the rehearsal knows no attribute {attribute} of {title}")
        return attributes[attribute]


_NO_VALUE = object()


def resolve_dynamic(value: Any, read: Callable[[str, str], str]) -> Any:
    """Replace dynamic references; `read` returns a value by service and reference."""
    match value:
        case str():
            return _DYNAMIC.sub(lambda match: read(match[1], match[2]), value)
        case dict():
            return {key: resolve_dynamic(member, read) for key, member in value.items()}
        case list():
            return [resolve_dynamic(item, read) for item in value]
    return value


def references(value: Any) -> Iterator[str]:  # noqa: C901 (one for each function)
    """Yield the names that a value refers to: of resources, parameters, pseudo parameters."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(title), *_]}:
            yield title
        case {"Fn::GetAtt": str(path)}:
            yield path.partition(".")[0]
        case {"Fn::Sub": [str(text), dict(own)]}:
            for name in _PLACEHOLDER.findall(text):
                if name not in own:
                    yield name.partition(".")[0]
            yield from references(own)
        case {"Fn::Sub": str(text)}:
            for name in _PLACEHOLDER.findall(text):
                yield name.partition(".")[0]
        case dict():
            for member in value.values():
                yield from references(member)
        case list():
            for item in value:
                yield from references(item)


def dependencies(resources: Mapping[str, Json]) -> dict[str, set[str]]:
    """Return what each resource waits for: what it names, and its DependsOn."""
    waits = {}
    for title, resource in resources.items():
        explicit = resource.get("DependsOn", [])
        named = set(references({key: resource[key] for key in resource if key != "DependsOn"}))
        named |= {explicit} if isinstance(explicit, str) else set(explicit)
        waits[title] = {name for name in named if name in resources and name != title}
    return waits
