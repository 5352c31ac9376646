"""The readers of office documents: Word, slides, workbooks, OpenDocument, EPUB; all but old ones are ZIP packages."""
