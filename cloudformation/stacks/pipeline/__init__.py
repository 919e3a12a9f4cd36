"""The stack `pipeline`: the permissions boundary, CloudFormation's role and GitHub's role."""
