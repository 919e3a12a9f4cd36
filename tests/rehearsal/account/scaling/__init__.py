"""Auto Scaling: groups, rolling updates, instance refreshes, lifecycle hooks."""
