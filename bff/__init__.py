"""The backend-for-frontend: REST for browsers and shops' own programs, gRPC to the services."""
