"""The files by which the harness controls faults in the store's processes.

They are in the folder `faults` of the store's state. A file with the name of a fault point arms it.
"""

FOLDER = "faults"
RECEIVED = "received.jsonl"
"""The messages that the AWS endpoint accepted."""
LINK = "link-port"
"""The port through which orders and orders.worker reach the database, instead of its own."""
AWS_OUTAGE = "aws-away"
"""While it exists the AWS endpoint ends as soon as it starts."""
BROKEN = "broken"
"""Why the points could not be placed: some function no longer exists."""
