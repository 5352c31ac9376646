"""Mails as Gmail and Outlook export them: sender, subject, date, and the words of others once and under their names."""

import csv
import io
import json
import quopri

import pytest

from corpus.reading import read_articles
from tests.support.mails import read_mails

QUESTION = "Who leads the work on the lock, and when does the water come back?"
ANSWER = (
    "Work on the lock at Vik is led by Rosa Lund’s firm, and the water comes back on 14 June 2024,"
    " a week before the regatta."
)
PLAIN = f"{ANSWER}\n\n\nOn Sun, Mar 3, 2024 at 8:00 PM Odo Pell <odo@mill.example> wrote:\n\n> {QUESTION}\n>\n"
HTML = (
    f'<div dir="ltr">{ANSWER}<br></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" '
    'class="gmail_attr">On Sun, Mar 3, 2024 at 8:00 PM Odo Pell &lt;<a href="mailto:odo@mill.example">'
    'odo@mill.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">'
    f'<div dir="ltr">{QUESTION}</div></blockquote></div>'
)
WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">'
    "<style>p.MsoNormal {margin:0cm;}</style><!--[if gte mso 9]><xml><o:shapedefaults/></xml><![endif]--></head>"
    f"<body lang=EN-GB><div class=WordSection1><p class=MsoNormal>{ANSWER}<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;"
    "</o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b><span lang=EN-US>From:"
    "</span></b><span lang=EN-US> Odo Pell &lt;odo@mill.example&gt; <br><b>Sent:</b> Sunday, 3 March 2024 20:00<br>"
    "<b>To:</b> Ines Vogel &lt;ines@lock.example&gt;<br><b>Subject:</b> Lock<o:p></o:p></span></p></div>"
    f"<p class=MsoNormal>{QUESTION}<o:p></o:p></p></div></body></html>"
)
OUTLOOK_TEXT = (
    f"{ANSWER}\r\n\r\n \r\n\r\nFrom: Odo Pell <odo@mill.example> \r\nSent: Sunday, 3 March 2024 20:00\r\n"
    f"To: Ines Vogel <ines@lock.example>\r\nSubject: Lock\r\n\r\n \r\n\r\n{QUESTION}\r\n"
)
TNEF = 'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n\neJ8+IgEAAQAAAAA=\n'
ABOUT = (
    "From: =?UTF-8?Q?Ines_V=C3=B6gel?= <ines@lock.example>\nTo: Odo Pell <odo@mill.example>\n"
    "Subject: =?UTF-8?B?UmU6IExvY2sg4oCTIHdhdGVy?=\nDate: Mon, 4 Mar 2024 09:30:00 +0100\nMIME-Version: 1.0\n"
)


def encode(text: str) -> str:
    return quopri.encodestring(text.encode()).decode()


def write_alternatives(plain: str, html: str, boundary: str = "a1") -> str:
    parts = "".join(
        f'--{boundary}\nContent-Type: {kind}; charset="UTF-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
        f"{encode(text)}\n"
        for kind, text in (("text/plain", plain), ("text/html", html))
    )
    return f'Content-Type: multipart/alternative; boundary="{boundary}"\n\n{parts}--{boundary}--\n'


def find_words(article, words):
    """Return how often words are in an article, whatever its lines, and who says them."""
    place = article.place_at(article.text.index(words[:20]))
    return " ".join(article.text.split()).count(words), place


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_takeout_of_gmail(tmp_path, line_end):
    box = (
        f"From 1792500000000000001@xxx Mon Mar 04 08:30:00 +0000 2024\nX-GM-THRID: 1792400000000000001\n"
        f"X-Gmail-Labels: =?UTF-8?Q?Inbox,Opened,M=C3=BChle?=\n{ABOUT}Message-ID: <CA1@mail.gmail.com>\n"
        f"{write_alternatives(PLAIN, HTML)}\n"
        "From 1792500000000000002@xxx Tue Mar 05 12:00:00 +0000 2024\nX-GM-THRID: 1792500000000000002\n"
        f"X-Gmail-Labels: Archived,Sent\n{ABOUT}Message-ID: <CA2@mail.gmail.com>\n"
        f'Content-Type: text/html; charset="UTF-8"\nContent-Transfer-Encoding: quoted-printable\n\n{encode(HTML)}\n\n'
        "From 1792500000000000003@xxx Wed Mar 06 12:00:00 +0000 2024\nX-GM-THRID: 1792500000000000003\n"
        f'X-Gmail-Labels: Chat\n{ABOUT}Message-ID: <CA3@mail.gmail.com>\nContent-Type: text/plain; charset="UTF-8"\n\n'
        "The lock was shut.\n\n>From May on the boats wait.\nFrom the mill one sees them.\n"
    )
    articles, reasons = read_mails(tmp_path / "All mail.mbox", box.replace("\n", line_end).encode())
    assert reasons == []
    assert [(article.title, article.author, str(article.published)) for article in articles] == [
        ("Re: Lock – water", "Ines Vögel", "2024-03-04")
    ] * 3
    for article in articles[:2]:
        assert find_words(article, ANSWER) == (1, "")
        assert find_words(article, QUESTION) == (1, "quoted from Odo Pell")
    assert articles[2].text.strip() == "The lock was shut.\n\nFrom May on the boats wait.\nFrom the mill one sees them."


def test_a_message_of_outlook_beside_its_own_format(tmp_path):
    text = write_alternatives(OUTLOOK_TEXT, WORD, "b2")
    content = (
        f"{ABOUT}Thread-Index: AQHadYv0Zg==\nX-MS-Has-Attach: yes\nX-MS-TNEF-Correlator: <AM0@outlook.com>\n"
        f'Content-Type: multipart/mixed;\n\tboundary="_004_"\n\n--_004_\n{text}\n--_004_\n{TNEF}--_004_--\n'
    )
    (article,), reasons = read_mails(tmp_path / "a.eml", content.replace("\n", "\r\n").encode())
    assert (article.title, article.author, str(article.published)) == ("Re: Lock – water", "Ines Vögel", "2024-03-04")
    assert find_words(article, ANSWER) == (1, "")
    assert find_words(article, QUESTION) == (1, "quoted from Odo Pell")
    assert reasons == [
        "One attachment is not read: winmail.dat. Save and index the files that you need; only Outlook opens "
        "winmail.dat, and saves the message as .msg."
    ]


def test_a_message_that_only_outlook_can_open_is_named_as_such(tmp_path):
    articles, reasons = read_mails(tmp_path / "a.eml", f"{ABOUT}{TNEF}".encode())
    assert articles == []
    assert reasons[0].startswith("Its text is in winmail.dat, a format of Outlook; open the message in Outlook")


ENGLISH = ["Subject", "Body", "From: (Name)", "From: (Address)", "From: (Type)", "To: (Name)", "Importance"]
GERMAN = ["Betreff", "Text", "Von: (Name)", "Von: (Adresse)", "Von: (Typ)", "An: (Name)", "Priorität"]


@pytest.mark.parametrize("names", [ENGLISH, GERMAN])
def test_a_table_of_mails_that_outlook_exports(tmp_path, names):
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerow(["RE: Lock", OUTLOOK_TEXT, "Vögel, Ines", "ines@lock.example", "SMTP", "Odo Pell", "Normal"])
    writer.writerow(["Lunch", "Lunch is at one.\r\n", "", "/o=Lock/ou=Ines", "EX", "Odo Pell", "Normal"])
    path = tmp_path / "export.CSV"
    path.write_bytes(file.getvalue().encode("cp1252"))
    reading = read_articles([path])
    first, second = (found.article for found in reading.found)
    assert (first.title, first.author) == ("RE: Lock", "Vögel, Ines")
    assert find_words(first, ANSWER) == (1, "")
    assert find_words(first, QUESTION) == (1, "quoted from Odo Pell")
    assert (second.title, second.text.strip(), second.place_at(0)) == ("Lunch", "Lunch is at one.", "")
    assert reading.skipped == []


@pytest.mark.parametrize("sender", ["Rosa Lund <rosa@lock.example>", '"Rosa Lund" <rosa@lock.example>', "Rosa Lund"])
def test_a_list_of_mails_in_json(tmp_path, sender):
    row = {"from": sender, "subject": "Lock", "date": "2024-03-04", "body": PLAIN}
    path = tmp_path / "mails.jsonl"
    path.write_text(json.dumps(row))
    (found,) = read_articles([path]).found
    assert (found.article.title, found.article.author, str(found.article.published)) == (
        "Lock",
        "Rosa Lund",
        "2024-03-04",
    )
    assert find_words(found.article, ANSWER) == (1, "")
    assert find_words(found.article, QUESTION) == (1, "quoted from Odo Pell")
