"""Tests of Milvus and Ray."""
