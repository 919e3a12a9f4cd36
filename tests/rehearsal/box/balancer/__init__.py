"""Application Load Balancers, made of Envoy and of health checks as ELB makes them."""
