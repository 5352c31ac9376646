"""Finds the quotations in a draft and compares each with the articles."""
