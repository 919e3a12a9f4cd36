"""What the commands do in an AWS account: deploy, destroy, rotate keys, read the stacks' state."""
