"""E-mail addresses, phone numbers and countries, validated alike by every service."""
