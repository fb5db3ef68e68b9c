"""One FastAPI application factory for all services, and the middleware it is made of."""
