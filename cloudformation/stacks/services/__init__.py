"""The services: load balancers, target groups, launch templates, roles and Auto Scaling groups."""
