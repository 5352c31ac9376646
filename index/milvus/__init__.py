"""An index in Milvus, a search engine on other machines or in a local file; the only package that imports pymilvus.

Milvus proposes candidates by dense vectors and BM25; they are scored, reranked, read and cited here, as for a folder.
"""
