"""The backend-for-frontend: a REST API for browsers and programs, over the gRPC services."""
