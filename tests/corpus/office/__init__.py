"""The readers of office documents and e-books."""
