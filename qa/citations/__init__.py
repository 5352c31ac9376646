"""Quotations as references, and whether old ones still hold."""
