"""What stands before the page and the API: login, limits and headers, each an ASGI middleware."""
