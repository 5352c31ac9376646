"""Files of questions: one per line, or a column of CSV."""

import pytest

from corpus.errors import QuestionsError
from qa.matrix.question_files import read_questions

WHO, WHEN = "Who signed, and why?", "When was that?"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"{WHO}\n\n  {WHEN}  \n{WHO}\n", "q.txt"),
        (f"\ufeff{WHO}\r\n{WHEN}", "q.md"),
        (f'question\n"{WHO}"\n{WHEN}\n', "q.csv"),
        (f'id, Question ,note\r\n1,"{WHO}",x\r\n2,{WHEN},\r\n3,,\r\n', "Q.CSV"),
    ],
)
def test_questions_are_read_once_each_and_in_order(content, name):
    assert read_questions(content.encode(), name) == [WHO, WHEN]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"\xff\xfe\x00", "q.txt", "not UTF-8"),
        (b"", "q.txt", "no question"),
        (b"\n \n", "q.txt", "no question"),
        (b"a,b\n1,2\n", "q.csv", "no column question"),
        (b"", "q.csv", "no column question"),
        (b"question\n,,\n", "q.csv", "no question"),
        (b'question\n"a', "q.csv", "not CSV"),
        (b"x" * 3000, "q.txt", "3,000 characters"),
    ],
)
def test_a_file_without_questions_says_why(content, name, told):
    with pytest.raises(QuestionsError, match=told):
        read_questions(content, name)
