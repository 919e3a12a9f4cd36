"""`python -m cloudformation.diff` says in plain words what a deployment would change."""

import sys

from botocore.exceptions import ClientError

from cloudformation import command
from cloudformation.deployment.account import Account, Unknown
from cloudformation.deployment.deploy_store import is_a_persons, propose_one


def main(arguments: list[str] | None = None) -> int:
    """Tell; answer 0."""
    parser = command.parser("diff", __doc__)
    parser.add_argument(
        "--release", type=command.release, metavar="SHA256", help="the one that runs, without it"
    )
    options = parser.parse_args(arguments)

    def do(account: Account) -> int:
        return tell(account, options.release)

    return command.run(options, do)


def tell(account: Account, release: str | None) -> int:
    """Tell stack by stack; what is not made yet is told by what its template has."""
    running = account.state_of("services").parameters.get("ReleaseKey", "")
    for one, state in account.states():
        account.tell(f"{one.name}: {state.name}")
        if state.status in {"", "REVIEW_IN_PROGRESS"}:
            count = len(one.template(account.environment).resources)
            account.tell(f"  is not there: {count} resources will be made")
            continue
        try:
            proposal = propose_one(account, one, release or running)
        except Unknown as error:
            account.tell(f"  cannot be told: {error}")
            continue
        except ClientError as error:
            if not is_a_persons(account, one, error):
                raise
            account.tell("  cannot be told: a person changes it")
            continue
        if proposal is None:
            account.tell("  stays as it is")
            continue
        for change in proposal.changes:
            account.tell(f"  will {change}")
        proposal.drop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
