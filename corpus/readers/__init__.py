"""Reads files and web addresses: detects the format, and calls its reader, in the worker where it is risky."""
