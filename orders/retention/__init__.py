"""What is deleted after its time: old carts of guests, and limits that are forgotten."""
