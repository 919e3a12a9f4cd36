"""The edge: CloudFront, its policies and logs, and the web application firewall."""
