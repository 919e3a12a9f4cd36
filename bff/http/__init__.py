"""HTTP: the server, the middlewares, and the path of a request to its endpoint and back."""
