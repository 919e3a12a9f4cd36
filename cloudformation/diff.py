"""`python -m cloudformation.diff` shows what a deployment would change."""

import sys

from botocore.exceptions import ClientError

from cloudformation import command
from cloudformation.deployment.account import Account, MissingOutput
from cloudformation.deployment.deploy_store import create_stack_change_set, is_denied_pipeline
from cloudformation.stacks.registry import Stack


def main(arguments: list[str] | None = None) -> int:
    """Show what would change; return 0, or 1 after printing the reason."""
    parser = command.new_parser("diff", __doc__)
    parser.add_argument(
        "--release",
        type=command.release,
        metavar="SHA256",
        help="default: the release that runs",
    )
    options = parser.parse_args(arguments)
    return command.run(options, lambda account: show_changes(account, options.release))


def show_changes(account: Account, release: str | None) -> int:
    """Show what a deployment of a release, by its key, would change; return 0."""
    running = account.state_of("services").parameters.get("ReleaseKey", "")
    for stack, state in account.states():
        account.report(f"{stack.name}: {state.name}")
        if state.status in {"", "REVIEW_IN_PROGRESS"}:
            count = len(stack.template(account.environment).resources)
            account.report(f"  does not exist: {count} resources will be created")
        else:
            _show_stack_changes(account, stack, release or running)
    return 0


def _show_stack_changes(account: Account, stack: Stack, release: str) -> None:
    try:
        change_set = create_stack_change_set(account, stack, release)
    except MissingOutput as error:
        account.report(f"  cannot be determined: {error}")
        return
    except ClientError as error:
        if not is_denied_pipeline(account, stack, error):
            raise
        account.report("  cannot be determined: only a person may change this stack")
        return
    if change_set is None:
        account.report("  no changes")
        return
    for change in change_set.changes:
        account.report(f"  will {change}")
    change_set.delete()


if __name__ == "__main__":
    sys.exit(main())
