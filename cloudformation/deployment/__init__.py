"""What the commands do in an account: deploy, destroy, rotate keys, read the state of stacks."""
