"""E-mail addresses, phone numbers and countries, judged alike by every service."""
