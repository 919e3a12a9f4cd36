"""Receipts: PDF files and the bucket that holds them."""
