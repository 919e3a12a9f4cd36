"""Anonymizing the orders of customers who have closed their accounts."""
