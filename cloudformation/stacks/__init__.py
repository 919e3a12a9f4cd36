"""The stacks and their resources; nothing here speaks to AWS."""
