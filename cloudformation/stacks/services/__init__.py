"""The stack `services`: load balancers, launch templates, roles and Auto Scaling groups."""
