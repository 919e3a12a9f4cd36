"""CloudFormation: templates, stacks, change sets, signals, and what is done when a change fails."""
