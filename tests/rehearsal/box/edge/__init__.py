"""CloudFront: behaviours, functions, caching of answers and of errors, headers and origins.

Not known here: compression by the edge, ranges, answers while the origin fails from copies that are
out of date, several edge locations, and WAF.
"""
