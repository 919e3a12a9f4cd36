"""`python -m orders.migrate` brings the orders database to its newest shape."""

from chassis.db.migrations import main

if __name__ == "__main__":
    main("orders")
