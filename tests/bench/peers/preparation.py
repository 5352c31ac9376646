"""Makes once, and keeps in a folder: the set as files, the vectors of all documents, quotedesk's index."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.reading import SHIPPED, read_articles
from index.folder_index import MODEL_FOLDER, FolderIndex
from index.generation.generations import find_current
from index.model.model_files import find_model
from index.opening import open_index
from qa.evaluation.evaluate import SEED, draw_sample, index_folder_for, open_or_build
from qa.evaluation.gold import Question, QuestionSet
from qa.evaluation.question_sets import read_question_set


@dataclass(frozen=True)
class Preparation:
    """A folder that workers read, and the judgements of hits."""

    folder: Path
    question_set: QuestionSet
    asked: list[Question]
    documents: int
    sample: int

    @property
    def name(self) -> str:
        return self.question_set.name

    def measure_hits(self, found: list[list[str]], depth: int) -> float:
        """Return the share of questions with a gold paragraph among the first."""
        hits = [
            any(question.qrels.get(id, 0) > 0 for id in self.find_golds(question, ids)[:depth])
            for question, ids in zip(self.asked, found, strict=True)
        ]
        return float(np.mean(hits))

    def find_golds(self, question: Question, ids: list[str]) -> list[str]:
        """Return the golds that were found, each once; a place `article:start:end` counts for what the set says."""
        golds: list[str] = []
        for id in ids:
            article, *place = id.rsplit(":", 2)
            golds += self.question_set.judge(question, article, *map(int, place)) if len(place) == 2 else [id]
        return list(dict.fromkeys(golds))


def prepare(path: Path, questions: int, sample: int) -> Preparation:
    """Write the files that workers read into a folder of the set's own."""
    question_set = read_question_set(path)
    index = index_folder_for(question_set)
    folder = index.parent.with_name("peers") / index.name
    folder.mkdir(parents=True, exist_ok=True)
    documents = find_documents(question_set, link_models(question_set, folder))
    alone = [question for question in question_set.questions if question.judged and not question.history]
    asked = draw_sample(alone, questions, SEED)
    drawn = np.random.default_rng(SEED).choice(len(documents), min(sample, len(documents)), replace=False)
    article = read_articles([SHIPPED]).found[0].article
    lines = [line for line in article.text.splitlines() if line.strip()]
    for name, rows in {
        "documents": documents,
        "sample": [documents[row] for row in drawn],
        "added": [(f"added-{number}", line) for number, line in enumerate(lines)],
        "questions": [question.text for question in asked],
    }.items():
        (folder / f"{name}.json").write_text(json.dumps(rows))
    embed(documents, folder)
    return Preparation(folder, question_set, asked, len(documents), len(drawn))


def find_documents(question_set: QuestionSet, index: FolderIndex) -> list[tuple[str, str]]:
    """Return the set's paragraphs with their ids, or quotedesk's passages if it has none."""
    if not question_set.golds:
        passages = map(index.passage_at, range(index.passage_count))
        return [(f"{found.article_id}:{found.start}:{found.end}", found.text) for found in passages]
    texts = {article.id: article.text for article in question_set.articles}
    golds = [gold for of_article in question_set.golds.values() for gold in of_article]
    return [(gold.id, texts[gold.stretch.article_id][gold.stretch.start : gold.stretch.end]) for gold in golds]


def link_models(question_set: QuestionSet, folder: Path) -> FolderIndex:
    """Copy quotedesk's index of the set, and put the model and its exported graph beside it."""
    if not (folder / "model").exists():
        (folder / "model").symlink_to(find_model().folder)
    own = folder / "indexes" / "quotedesk"
    if not own.exists():
        open_or_build(question_set, index_folder_for(question_set))
        shutil.copytree(index_folder_for(question_set), own, symlinks=True)
    if not (folder / "graph").exists():
        (folder / "graph").symlink_to(find_current(own) / MODEL_FOLDER)
    return open_index(own)


def embed(documents: list[tuple[str, str]], folder: Path) -> None:
    """Write the model's own fp32 vectors of all documents, unless they are there."""
    path = folder / "vectors.npy"
    if not path.exists():
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder / "model"), device="cpu")
        # The model sorts the texts by length itself, so that batches need little padding.
        np.save(path, model.encode([text for _, text in documents], normalize_embeddings=True))
