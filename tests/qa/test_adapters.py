"""The adapters inside the real frameworks: the same passages as `retrieve`, with their articles and places."""

from datetime import date
from typing import Any

import pytest
from haystack import Pipeline
from haystack.components.joiners import DocumentJoiner
from langchain_core.runnables import RunnableLambda
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers.no_text import NoText
from llama_index.core.schema import QueryBundle

from qa.adapters import haystack, langchain, llamaindex
from qa.api import retrieve

QUESTION = "How many of the peacekeepers are women?"
NAMES = ["id", "title", "name", "source", "author", "url", "published", "also_published", "start", "end", "score"]


def from_langchain(question, **options):
    found = langchain.QuotedeskRetriever(**options).invoke(question)
    return [(document.id, document.page_content, document.metadata) for document in found]


def from_llamaindex(question, **options):
    found = llamaindex.QuotedeskRetriever(**options).retrieve(question)
    assert [node.score for node in found] == [node.metadata["score"] for node in found]
    return [(node.id_, node.text, node.metadata) for node in found]


def from_haystack(question, index, **options):
    found = haystack.QuotedeskRetriever(index=str(index), **options).run(query=question)["documents"]
    assert [document.score for document in found] == [document.meta["score"] for document in found]
    return [(document.id, document.content, document.meta) for document in found]


ADAPTERS = pytest.mark.parametrize("find", [from_langchain, from_llamaindex, from_haystack])


@ADAPTERS
def test_the_passages_are_those_of_retrieve_with_their_places(shipped_folder, shipped, find):
    hits = retrieve(QUESTION, 3, index=shipped)
    found = find(QUESTION, index=shipped_folder, k=3)
    assert [id for id, _, _ in found] == [hit.passage.id for hit in hits]
    for (_, text, metadata), hit in zip(found, hits, strict=True):
        assert list(metadata) == NAMES
        assert shipped.articles[metadata["id"]].text[metadata["start"] : metadata["end"]] == text == hit.passage.text
        assert metadata["score"] == hit.score
    assert found[0][2]["published"] == "2024-02-22"
    assert found[0][2]["source"] == "United Nations"


@ADAPTERS
def test_filters_reach_the_search(shipped_folder, find):
    assert {found[2]["source"] for found in find("Kazakhstan", index=shipped_folder, sources=["united nations"])} == {
        "United Nations"
    }
    days = [found[2]["published"] for found in find("Kazakhstan", index=shipped_folder, since=date(2024, 2, 1))]
    assert days and all(day >= "2024-02-01" for day in days)
    assert find("Kazakhstan", index=shipped_folder, until=date(1999, 1, 1)) == []


@ADAPTERS
def test_history_reaches_the_search(shipped_folder, find):
    history = ["Who transports the contingent and its equipment?"]
    hits = retrieve("How much did that cost?", 2, index=shipped_folder, history=history)
    found = find("How much did that cost?", index=shipped_folder, k=2, history=history)
    assert [id for id, _, _ in found] == [hit.passage.id for hit in hits]


@ADAPTERS
def test_a_day_may_be_a_text_and_an_unknown_argument_is_refused(shipped_folder, find):
    days = [found[2]["published"] for found in find("Kazakhstan", index=shipped_folder, since="2024-02")]
    assert days and all(day >= "2024-02-01" for day in days)
    with pytest.raises((TypeError, ValueError), match="search_kwargs"):
        find(QUESTION, index=shipped_folder, search_kwargs={"k": 2})


def test_a_langchain_retriever_takes_arguments_for_one_question(shipped_folder):
    retriever = langchain.QuotedeskRetriever(index=shipped_folder)
    assert len(retriever.invoke(QUESTION, k=2)) == 2
    history = ["Who transports the contingent and its equipment?"]
    hits = retrieve("How much did that cost?", index=shipped_folder, history=history)
    found = retriever.invoke("How much did that cost?", history=history)
    assert [document.id for document in found] == [hit.passage.id for hit in hits]
    with pytest.raises(TypeError, match="top_k"):
        retriever.invoke(QUESTION, top_k=2)


def test_the_names_of_the_frameworks_work(shipped_folder):
    retriever = llamaindex.QuotedeskRetriever(index=shipped_folder, similarity_top_k=2)
    assert len(retriever.retrieve(QUESTION)) == retriever.similarity_top_k == 2
    component = haystack.QuotedeskRetriever(index=str(shipped_folder), top_k=2)
    assert len(component.run(query=QUESTION)["documents"]) == 2
    assert len(component.run(query=QUESTION, top_k=3)["documents"]) == 3
    with pytest.raises(TypeError, match="k and top_k are the same"):
        haystack.QuotedeskRetriever(k=1, top_k=2)


@ADAPTERS
def test_an_invalid_question_is_refused(shipped_folder, find):
    with pytest.raises(ValueError, match="question is empty"):
        find("", index=shipped_folder)


def test_a_langchain_chain_takes_the_retriever(shipped_folder):
    def list_titles(documents):
        return [document.metadata["title"] for document in documents]

    chain = langchain.QuotedeskRetriever(index=shipped_folder, k=1) | RunnableLambda(list_titles)
    assert chain.invoke(QUESTION)[0].startswith("Kazakhstan Joins United Nations Peacekeeping Efforts")


def test_a_llamaindex_query_engine_takes_the_retriever(shipped_folder):
    retriever = llamaindex.QuotedeskRetriever(index=shipped_folder, k=2)
    engine = RetrieverQueryEngine(retriever, response_synthesizer=NoText(llm=MockLLM()))
    nodes: list[Any] = engine.query(QueryBundle(QUESTION)).source_nodes
    assert [node.metadata["start"] for node in nodes] == [node.node.start_char_idx for node in nodes]
    assert "including seven women" in nodes[0].text


def test_a_haystack_pipeline_takes_the_component_and_can_be_saved(shipped_folder):
    pipeline = Pipeline()
    pipeline.add_component("finder", haystack.QuotedeskRetriever(str(shipped_folder), k=2, since=date(2024, 1, 1)))
    pipeline.add_component("joiner", DocumentJoiner())
    pipeline.connect("finder.documents", "joiner.documents")
    loaded = Pipeline.loads(pipeline.dumps(), allowed_modules=["qa.adapters.haystack"])
    found = [built.run({"finder": {"query": QUESTION}})["joiner"]["documents"] for built in (pipeline, loaded)]
    assert len(found[0]) == 2
    assert found[0] == found[1]
