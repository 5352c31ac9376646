"""How an index in Milvus is named on the command line, and names that Milvus would refuse."""

import pytest

from corpus.errors import EngineError
from index.milvus.address import read_address


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("milvus://host:1/no-name", "does not allow the index name 'no-name'"),
        ("milvus://host:1/9", "does not allow the index name"),
        ("milvus://host:1/" + "x" * 200, "does not allow the index name"),
        ("milvus:a.db#é", "does not allow the index name"),
        ("milvus:", "names no server and no file"),
        ("milvus://", "names no server and no file"),
    ],
)
def test_addresses_that_make_no_sense(typed, problem):
    with pytest.raises(EngineError, match=problem):
        read_address(typed)


def test_addresses(monkeypatch, tmp_path):
    assert str(read_address("milvus://host:19530/news")) == "milvus://host:19530/news"
    assert read_address("milvus://host:19530").name == "articles"
    assert read_address("milvus://host:19530/news").uri == "http://host:19530"
    monkeypatch.setenv("QUOTEDESK_MILVUS_CERTIFICATE", "ca.pem")
    assert read_address("milvus://host:19530/news").uri == "https://host:19530"
    assert str(read_address("milvus://host:19530/news")) == "milvus://host:19530/news"
    assert read_address(f"milvus:{tmp_path}/a.db#news").uri == f"{tmp_path}/a.db"
