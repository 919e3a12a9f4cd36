"""The preflight: looks at an account, changing nothing, for what would stop a deployment."""
