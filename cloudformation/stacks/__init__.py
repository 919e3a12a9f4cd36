"""The templates of the stacks. Nothing here calls AWS."""
