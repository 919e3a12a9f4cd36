"""`python -m users.migrate` brings the users database to its newest shape."""

from chassis.db.migrations import main

if __name__ == "__main__":
    main("users")
