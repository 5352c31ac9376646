"""The readers of OpenDocument: texts, spreadsheets and presentations."""
