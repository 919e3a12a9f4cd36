"""HTTP: the server, the path of a request through it, and what each response carries."""
