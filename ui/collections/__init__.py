"""The collections of a server: their services, who may use which, and those of a request."""
