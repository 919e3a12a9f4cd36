"""The files by which the faults' harness and the store's processes speak to each other.

They are in the folder `faults` of the store's state. A point of fault_points is armed by a file of
its own name there.
"""

FOLDER = "faults"
RECEIVED = "received.jsonl"
"""What the AWS endpoint took to send."""
LINK = "link-port"
"""The port by which orders and orders.worker reach the database, instead of its own."""
AWS_AWAY = "aws-away"
"""While it is there the AWS endpoint ends as soon as it starts."""
BROKEN = "broken"
"""What went wrong with placing the points: some function is no longer there."""
