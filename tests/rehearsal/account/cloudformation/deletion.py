"""Deletes resources of stacks."""

import logging
import threading
from collections.abc import Callable, Mapping

from botocore.exceptions import BotoCoreError, ClientError

from tests.rehearsal.account.cloudformation.handler import Handler
from tests.rehearsal.account.cloudformation.schedule import reversed_order, run_in_order
from tests.rehearsal.account.cloudformation.stack import Failed, Held, Stack
from tests.rehearsal.account.cloudformation.template import dependencies

_log = logging.getLogger(__name__)


class Deletion:
    """Deletes what stacks have, as far as their deletion policies let it."""

    def __init__(self, handler: Callable[[str], Handler]) -> None:
        self._handler = handler

    def delete(
        self, stack: Stack, titles: list[str], *, is_creation: bool = False
    ) -> dict[str, Exception]:
        """Delete resources of a stack, the last first; return what failed."""
        plan = stack.plan
        everything = {
            **(stack.before.template["Resources"] if stack.before else {}),
            **(plan.template["Resources"] if plan else {}),
        }
        known = {title: everything[title] for title in titles if title in everything}
        order = reversed_order({**{title: set() for title in titles}, **dependencies(known)})

        def delete(title: str) -> None:
            self.delete_one(stack, title, stack.held[title], is_creation=is_creation)
            with stack.lock:
                del stack.held[title]

        return run_in_order(order, delete, threading.Event())

    def delete_replaced(self, stack: Stack, made_before: Mapping[str, Held]) -> None:
        for title, old in made_before.items():
            now = stack.held.get(title)
            if now is not None and now.made.physical_id != old.made.physical_id:
                self.delete_one(stack, title, old)

    def delete_one(
        self, stack: Stack, title: str, held: Held, *, is_creation: bool = False
    ) -> None:
        made, kind = held.made, held.wanted.type
        keeps = held.deletion_policy == "Retain" or (
            held.deletion_policy == "RetainExceptOnCreate" and not is_creation
        )
        if keeps:
            stack.record(title, made.physical_id, kind, "DELETE_SKIPPED")
            return
        stack.record(title, made.physical_id, kind, "DELETE_IN_PROGRESS")
        try:
            self._handler(kind).delete(held.applied, made)
        except Exception as error:
            stack.record(title, made.physical_id, kind, "DELETE_FAILED", reason_of(error))
            raise
        stack.record(title, made.physical_id, kind, "DELETE_COMPLETE")


def reason_of(error: Exception) -> str:
    if not isinstance(error, Failed | LookupError | ClientError | BotoCoreError):
        _log.exception("a handler failed", exc_info=error)
    text = error.args[0] if isinstance(error, KeyError) and error.args else str(error)
    return str(text) or type(error).__name__
