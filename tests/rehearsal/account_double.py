"""A small account for tests of the box: credentials by role, and what it answers on port 443."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.rehearsal.box import addresses


class AccountDouble:
    """Implements `model.Identity`."""

    def __init__(self) -> None:
        self.lifecycle_states: dict[str, str] = {}
        self.good_tokens: set[tuple[str, str, str]] = set()
        """Database, user and token of log-ins that IAM allows."""
        self.calls: list[tuple[str, str]] = []
        """The caller's address and the path of each request."""

    def credentials(self, role: str) -> Mapping[str, str]:
        name = role.rpartition("/")[2]
        return {
            "AccessKeyId": f"AKID{name}",
            "SecretAccessKey": "secret",
            "Token": "session",
            "Expiration": "2099-01-01T00:00:00Z",
        }

    def lifecycle_state(self, machine: str) -> str:
        return self.lifecycle_states.get(machine, "")

    def may_connect(self, database_resource_id: str, user: str, token: str) -> bool:
        return (database_resource_id, user, token) in self.good_tokens

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Answer "AWS" to everything at AWS's address."""
        account = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                account.calls.append((self.client_address[0], self.path))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"AWS")

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer((str(addresses.AWS), addresses.AWS_PORT), Handler) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield
            finally:
                server.shutdown()
                thread.join()
