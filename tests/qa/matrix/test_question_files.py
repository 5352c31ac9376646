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
        (f"\ufeffNo;Question\r\n1;{WHO}\r\n2;{WHEN}\r\n", "q.csv"),
        (f"sep=;\r\nquestion;note\r\n{WHO};x\r\n{WHEN};\r\n", "q.csv"),
        (f'"No";"Question"\r\n"1";"{WHO}"\r\n"2";"{WHEN}"\r\n', "q.csv"),
        (f"topic\tQUESTION\npeace\t{WHO}\npeace\t{WHEN}\n", "q.tsv"),
        (f"question\n{WHO}\n{WHEN},\n", "q.csv"),
    ],
)
def test_questions_are_read_once_each_and_in_order(content, name):
    assert read_questions(content.encode(), name) == [WHO, WHEN]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["q.csv", "q.txt"])
def test_the_encodings_of_spreadsheets_and_editors_are_read(encoding, name):
    asked = ["Où est le café de la place – et qui l’a acheté ?", "Que coûte l’entrée après minuit ?"]
    content = "\r\n".join([*(["question"] if name == "q.csv" else []), *asked])
    assert read_questions(content.encode(encoding), name) == asked


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"PK\x03\x04\x00\x00\x00\x08", "q.txt", "is not text"),
        (b"id;question\n1;Who was it; and why?\n", "q.csv", "row 2 has more cells"),
        (b"", "q.txt", "no question"),
        (b"\n \n", "q.txt", "no question"),
        (b"a,b\n1,2\n", "q.csv", "no column question"),
        (b"", "q.csv", "no column question"),
        (b"question\n,,\n", "q.csv", "no question"),
        (b'question\n"a', "q.csv", "not CSV"),
        (b'"a";"b"\n"1";"2"\n', "q.csv", "no column question"),
        (b"x" * 3000, "q.txt", "3,000 characters"),
    ],
)
def test_a_file_without_questions_says_why(content, name, told):
    with pytest.raises(QuestionsError, match=told):
        read_questions(content, name)
