"""An index in Milvus, a search engine on other machines or in a file of this one; the only package that knows pymilvus.

Dense vectors and BM25 are searched there; what is found is scored, reranked, read and cited here, as that of a folder.
"""
