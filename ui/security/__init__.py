"""Checks that a request passes first: limits, login, security headers and the queue."""
