"""The messaging stack."""

from troposphere import Template

from cloudformation.environment import Environment


def template(environment: Environment) -> Template:
    """Answer the stack's template."""
    return Template(Description=f"Tienda {environment.name}: messaging")
