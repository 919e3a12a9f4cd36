"""`python -m cloudformation.destroy` deletes the store; its data only with --with-data."""

import sys

from cloudformation import command
from cloudformation.deployment.account import Account
from cloudformation.deployment.destroy_store import destroy


def main(arguments: list[str] | None = None) -> int:
    """Delete the store; return 0, 1 after printing the reason, or 2 when the names differ."""
    parser = command.new_parser("destroy", __doc__)
    parser.add_argument("--store", required=True, metavar="NAME", help="its name, to be sure")
    parser.add_argument(
        "--with-data", metavar="NAME", help="its name once more: database and buckets go too"
    )
    options = parser.parse_args(arguments)

    def destroy_store(account: Account) -> int:
        name = account.environment.name
        if options.store != name or options.with_data not in {None, name}:
            print(f"the store is called {name}; nothing was done", file=sys.stderr)
            return command.EXIT_USAGE
        destroy(account, with_data=options.with_data is not None)
        rest = "a last snapshot of its database" if options.with_data else "what holds its data"
        account.report(f"{name} is torn down; {rest} stays")
        return 0

    return command.run(options, destroy_store)


if __name__ == "__main__":
    sys.exit(main())
