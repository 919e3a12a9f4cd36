"""The contract as an HTML page, without scripts and without anything from another host."""

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any, Final

import msgspec

Json = dict[str, Any]

_STYLE: Final = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin: 3rem 0 .5rem; }
h3 { margin: 1.25rem 0 .25rem; font-size: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
summary { cursor: pointer; padding: .4rem 0; }
summary b { display: inline-block; min-width: 4.5rem; font-family: ui-monospace, monospace; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
pre { overflow: auto; padding: .75rem; border: 1px solid; border-color: var(--line); }
details { --line: color-mix(in srgb, currentColor 20%, transparent); }
details { border-bottom: 1px solid var(--line); }
details > div { padding: 0 0 1rem; overflow: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .2rem 1rem .2rem 0; }
td p, td ul { margin: 0; padding: 0; list-style: none; }
"""
_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

CONTENT_SECURITY_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"
)

_CODE: Final = re.compile(r"`([^`]+)`")
_STRONG: Final = re.compile(r"\*\*([^*]+)\*\*")
_BOUNDS: Final = {
    "minimum": "from",
    "maximum": "to",
    "minLength": "letters from",
    "maxLength": "letters to",
    "minItems": "items from",
    "maxItems": "items to",
    "default": "default",
}


def page(contract: bytes) -> bytes:
    """Return the HTML page of an OpenAPI document in JSON: operations by tag, then the schemas."""
    document = msgspec.json.decode(contract)
    info, tags = document["info"], document["tags"]
    links = "".join(
        f'<li><a href="#{name}">{name}</a></li>'
        for name in (*(tag["name"] for tag in tags), "schemas")
    )
    sections = "".join(_section(tag, document) for tag in tags)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])} API</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])} API {escape(info['version'])}</h1>"
        '<p>The contract in full: <a href="/openapi.json">/openapi.json</a></p>'
        f'{_paragraphs(info["description"])}<nav aria-label="Sections"><ul>{links}</ul></nav>'
        f"{sections}{_schemas(document['components']['schemas'])}</body></html>"
    ).encode()


def _section(tag: Json, document: Json) -> str:
    operations = "".join(
        _operation(method.upper(), path, operation, document)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if operation["tags"] == [tag["name"]]
    )
    heading = f'<h2 id="{tag["name"]}">{escape(tag["name"].capitalize())}</h2>'
    return f"<section>{heading}{_paragraphs(tag['description'])}{operations}</section>"


def _operation(method: str, path: str, operation: Json, document: Json) -> str:
    parameters = [_resolved(parameter, document) for parameter in operation["parameters"]]
    parts = [
        _table("Parameters", map(_parameter, parameters)),
        *(_body(body) for body in [operation.get("requestBody")] if body),
        _table("Responses", (_response(*each) for each in operation["responses"].items())),
    ]
    return (
        f'<details id="{operation["operationId"]}"><summary><b>{method}</b> '
        f"<code>{escape(path)}</code> {_inline(operation['summary'])}</summary>"
        f"<div>{''.join(parts)}</div></details>"
    )


def _parameter(parameter: Json) -> str:
    where = parameter["in"] + (", required" if parameter.get("required") else "")
    return _row(
        f"<code>{escape(parameter['name'])}</code>",
        where,
        _type(parameter["schema"]),
        _inline(parameter.get("description", "")),
    )


def _body(body: Json) -> str:
    ((media_type, content),) = body["content"].items()
    examples = content.get("examples", {}).values()
    shown = "".join(
        f"<pre>{escape(json.dumps(example['value'], indent=2, ensure_ascii=False))}</pre>"
        for example in examples
    )
    fields = "" if "$ref" in content["schema"] else _fields(content["schema"])
    return (
        f"<h3>Body</h3><p><code>{escape(media_type)}</code> {_type(content['schema'])}</p>"
        f"{fields}{shown}"
    )


def _response(status: str, response: Json) -> str:
    kinds = [
        f"<code>{escape(media_type)}</code> {_type(content['schema'])}"
        for media_type, content in response.get("content", {}).items()
        if media_type != "application/problem+json"
    ]
    return _row(f"<code>{status}</code>", _paragraphs(response["description"]), "".join(kinds))


def _schemas(schemas: Json) -> str:
    entries = "".join(
        f'<details id="schema-{name}"><summary><code>{name}</code> '
        f"{_inline(schema.get('description', ''))}</summary><div>{_fields(schema)}</div></details>"
        for name, schema in sorted(schemas.items())
        if not name.startswith("problem.")
    )
    return f'<section><h2 id="schemas">Schemas</h2>{entries}</section>'


def _fields(schema: Json) -> str:
    required = schema.get("required", ())
    rows = (
        _row(
            f"<code>{escape(name)}</code>",
            "required" if name in required else "",
            _type(field),
            _inline(field.get("description", "")),
        )
        for name, field in schema.get("properties", {}).items()
    )
    return _table("Fields", rows) if "properties" in schema else f"<p>{_type(schema)}</p>"


def _type(schema: Json) -> str:
    """Return what a value may be, with links to the schemas that it names."""
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        return f'<a href="#schema-{name}">{name}</a>'
    if alternatives := schema.get("anyOf") or schema.get("oneOf"):
        kinds = " or ".join(map(_type, alternatives))
        return kinds + _bounds(schema)
    if "enum" in schema:
        return ", ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    kind = escape(str(schema.get("format") or schema.get("type", "anything")))
    if kind == "array":
        kind = f"list of {_type(schema.get('items', {}))}"
    elif isinstance(schema.get("additionalProperties"), dict):
        kind = f"{kind} of {_type(schema['additionalProperties'])}"
    return kind + _bounds(schema)


def _bounds(schema: Json) -> str:
    facts = [
        f"{words} {escape(str(schema[key]))}"
        for key, words in _BOUNDS.items()
        if schema.get(key) is not None
    ]
    return f" ({', '.join(facts)})" if facts else ""


def _resolved(parameter: Json, document: Json) -> Json:
    name = parameter.get("$ref", "").rpartition("/")[2]
    resolved: Json = document["components"]["parameters"][name] if name else parameter
    return resolved


def _table(heading: str, rows: Iterable[str]) -> str:
    return f"<h3>{heading}</h3><table>{''.join(rows)}</table>"


def _row(name: str, *cells: str) -> str:
    return f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{_inline(part)}</p>" for part in text.strip().split("\n\n"))


def _inline(text: str) -> str:
    """Return text as HTML, with its `code` and its **strong words** marked up."""
    return _STRONG.sub(r"<strong>\1</strong>", _CODE.sub(r"<code>\1</code>", escape(text)))
