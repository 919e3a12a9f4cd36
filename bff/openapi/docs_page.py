"""The contract as an HTML page, without scripts and without anything from another host."""

import base64
import hashlib
from html import escape
from typing import Any, Final

import msgspec

_STYLE: Final = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: .4rem 0; }
summary b { display: inline-block; width: 4.5rem; font-family: ui-monospace, monospace; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
details { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
details div { padding: 0 0 1rem 4.75rem; }
th { text-align: left; vertical-align: top; padding-right: 1rem; white-space: nowrap; }
td { white-space: pre-line; }
"""
_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

CONTENT_SECURITY_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"
)


def page(contract: bytes) -> bytes:
    """Return the HTML page of an OpenAPI document in JSON."""
    document = msgspec.json.decode(contract)
    operations = [
        _operation(method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    info = document["info"]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])} API</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])} API {escape(info['version'])}</h1>"
        '<p>The contract in full: <a href="/openapi.json">/openapi.json</a></p>'
        f"{_paragraphs(info['description'])}{''.join(operations)}</body></html>"
    ).encode()


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.replace("**", "").split("\n\n"))


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = [
        *(
            _row(parameter["name"], _describe(parameter))
            for parameter in operation["parameters"]
            if "name" in parameter
        ),
        *(_row("body", _schema_name(body)) for body in [operation.get("requestBody")] if body),
        *(
            _row(status, f"{response['description']} {_schema_name(response)}".strip())
            for status, response in operation["responses"].items()
        ),
    ]
    return (
        f"<details><summary><b>{method}</b> <code>{escape(path)}</code> "
        f"{escape(operation['summary'])}</summary>"
        f"<div><table>{''.join(rows)}</table></div></details>"
    )


def _row(name: str, text: str) -> str:
    return f"<tr><th><code>{escape(name)}</code></th><td>{escape(text)}</td></tr>"


def _describe(parameter: dict[str, Any]) -> str:
    schema = parameter["schema"]
    shown = {key: value for key, value in schema.items() if key not in {"pattern", "examples"}}
    facts = ", ".join(f"{key} {value}" for key, value in shown.items())
    return f"{parameter.get('description', '')} ({parameter['in']}; {facts})".strip()


def _schema_name(holder: dict[str, Any]) -> str:
    (content,) = holder.get("content", {"": {}}).values()
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
