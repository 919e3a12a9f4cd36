"""The contracts between the services, and how their Python code is built."""
