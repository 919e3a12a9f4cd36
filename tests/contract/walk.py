"""Have schemathesis send a running store what the contract describes, and what it forbids."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from chassis.request_context import Role
from tests.integration.shop import Visitor, admin_token, visit
from tests.integration.tokens import token_for
from tests.store import RunningStore

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("admin", "customer", "anonymous")
ACCOUNT = {"password": "tres tristes tigres", "name": "Ana"}
BRIEFLY, AT_LENGTH = ("examples", "fuzzing"), ("examples", "coverage", "fuzzing", "stateful")
_PRODUCTS = 5
_NO_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Walk:
    """The result of a walk."""

    statuses: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """The number of responses by operation, role and status."""
    findings: list[str] = field(default_factory=list)
    output: str = ""
    """What schemathesis printed about the findings."""

    @property
    def done(self) -> int:
        return self.statuses.total()

    @property
    def names(self) -> list[str]:
        return sorted({name for name, _, _ in self.statuses})

    def add(self, other: "Walk") -> None:
        self.statuses += other.statuses
        self.findings += other.findings
        self.output += other.output

    def good(self, name: str = "", role: str = "") -> tuple[int, int]:
        """Return how many responses were 2xx or 3xx, and how many there were."""
        selected = {
            key: number
            for key, number in self.statuses.items()
            if name in {"", key[0]} and role in {"", key[1]}
        }
        passed = sum(number for (_, _, status), number in selected.items() if 200 <= status < 400)
        return passed, sum(selected.values())


async def prepare(store: RunningStore) -> dict[str, Any]:
    """Create an account per role and some products for a walk; return its settings."""
    mark = uuid4().hex[:8]
    tokens, email = {}, ""
    for role in Role:
        async with visit(store) as visitor:
            email = f"walk-{role.value}-{mark}@example.com"
            opened = await visitor.ask("POST", "/users", {"email": email, **ACCOUNT})
            assert opened.status == 201, opened.body
            # A script's token belongs to no session: signing out during the walk does not end it.
            tokens[role.value] = token_for(store, role, UUID(opened.document["id"]))
    async with visit(store, token=admin_token(store.state)) as admin:
        page = (await admin.ask("GET", "/products?limit=100")).document
        kept = [item[name] for item in page["items"] for name in ("id", "slug")]
        products = [await _product(admin, mark, n) for n in range(_PRODUCTS)]
        tree = (await admin.ask("GET", "/products/categories")).document
    return {
        "url": store.base_url,
        "tokens": tokens,
        "email": email,
        "account": ACCOUNT,
        "kept": [*kept, *(item["slug"] for item in tree["items"])],
        "category": f"walk-{mark}",
        "products": products,
    }


async def _product(admin: Visitor, mark: str, number: int) -> str:
    sku = f"WALK-{mark}-{number}"
    draft = {
        "sku": sku,
        "texts": {"es": {"name": f"Mesa {sku}"}, "en": {"name": f"Table {sku}"}},
        "categories": [{"slug": f"walk-{mark}", "names": {"es": "Paseo", "en": "Walk"}}],
        "price": {"amount": 1500, "currency": "EUR"},
    }
    created = await admin.ask("POST", "/products", draft)
    assert created.status == 201, created.body
    product_id = str(created.document["id"])
    stocked = await admin.ask("PUT", f"/products/{product_id}/stock", {"on_hand": 1_000_000})
    assert stocked.status == 200, stocked.body
    return product_id


def walk(
    settings: Mapping[str, Any],
    folder: Path,
    *,
    lead: str,
    seed: int,
    each: int,
    phases: Sequence[str],
) -> Walk:
    """Send about `each` requests to each operation, most of them as `lead`; write to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    config, counts, report = folder / "walk.json", folder / "counts.json", folder / "report.json"
    run = {"lead": lead, "seed": seed, "counts": str(counts)}
    config.write_text(json.dumps({**settings, **run}), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file"),
            *(str(ROOT / "tests/contract/schemathesis.toml"), "run"),
            *(f"{settings['url']}/openapi.json", "--phases", ",".join(phases)),
            *("--max-examples", str(each), "--seed", str(seed), "--workers", "2"),
            *("--report-json-path", str(report), "--no-color"),
        ],
        cwd=ROOT,
        env={**os.environ, "TIENDA_WALK": str(config), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    output = _NO_COLOUR.sub("", done.stdout)
    if not counts.exists() or not report.exists():
        return Walk(findings=[f"no walk (exit {done.returncode})"], output=output)
    statuses = Counter(
        {(name, role, status): number for name, role, status, number in _read(counts)}
    )
    findings = [
        f"{one['title']}: {', '.join(one['operations'])}" for one in _read(report)["failures"]
    ]
    findings += [f"{name}: {status}" for name, _, status in statuses if status == 500]
    if done.returncode and not findings:
        findings = [f"schemathesis ended with {done.returncode}"]
    return Walk(statuses, findings, output if findings else "")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
