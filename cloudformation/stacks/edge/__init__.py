"""The stack `edge`: CloudFront with its policies, functions and logs, and WAF."""
