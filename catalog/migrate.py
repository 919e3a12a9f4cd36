"""`python -m catalog.migrate` brings the catalog database to its newest shape."""

from chassis.migrations import main

if __name__ == "__main__":
    main("catalog")
