"""Receipts: PDF files, and the S3 bucket that stores them."""
