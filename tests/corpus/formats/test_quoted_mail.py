"""Quoted mail: a citation of words of another author names that author."""

import pytest

from tests.support.mails import make_mail, read_mails


def place_of(article, words):
    return article.place_at(article.text.index(words))


REPLY = """\
The lease ends in May.

On Fri, 1 Mar 2024 at 08:00, Odo Pell <odo@post.example> wrote:
> My deputy signed it.
>
> Am 28.02.2024 um 10:11 schrieb Rosa Lund:
>> Who has the lease?
>
> She asked me twice.

We shall see.
"""


def test_the_author_of_quoted_words_is_named(tmp_path):
    (article,), _ = read_mails(tmp_path / "a.eml", make_mail(REPLY))
    assert article.author == "Ines Vogel"
    assert place_of(article, "The lease ends") == place_of(article, "We shall see") == ""
    assert place_of(article, "My deputy") == place_of(article, "She asked") == "quoted from Odo Pell"
    assert place_of(article, "Who has") == "quoted from Rosa Lund"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('On Monday, 4 March 2024,\n"Pell, Odo" <odo@post.example>\nwrote:', "Pell, Odo"),
        ("Odo Pell <odo@post.example> writes:", "Odo Pell"),
        ("Odo Pell wrote:", "Odo Pell"),
        ("Am 1. März 2024 schrieb Odo Pell <odo@post.example>:", "Odo Pell"),
        ("Le ven. 1 mars 2024 à 08:00, Odo Pell <odo@post.example> a écrit :", "Odo Pell"),
        ("On Mar 1, 2024, at 8:00 AM, Odo Pell <odo@post.example> wrote:", "Odo Pell"),
        ("Please see below.", "an earlier message"),
    ],
)
def test_the_line_before_a_quotation_names_its_author(tmp_path, line, name):
    (article,), _ = read_mails(
        tmp_path / "a.eml", make_mail(f"I agree.\n\n{line}\n> The pier has closed.\n> It is old.\n")
    )
    assert place_of(article, "The pier") == f"quoted from {name}"


@pytest.mark.parametrize(
    "head",
    [
        "From: Odo Pell <odo@post.example>\nSent: Monday, 4 March 2024\nTo: Ines\nSubject: Pier",
        "-----Original Message-----\nFrom: Odo Pell [mailto:odo@post.example]\nSent: Monday\nTo: Ines",
        "*Von:* Odo Pell\n*Gesendet:* Montag\n*An:* Ines\n*Betreff:* Pier",
    ],
)
def test_below_the_headers_of_an_earlier_message_its_author_is_named(tmp_path, head):
    (article,), _ = read_mails(tmp_path / "a.eml", make_mail(f"I agree.\n\n{head}\n\nThe pier has closed.\n"))
    assert place_of(article, "I agree") == ""
    assert place_of(article, "The pier") == "quoted from Odo Pell"


def test_a_quotation_in_html_names_its_author(tmp_path):
    body = (
        "<div>I agree.</div><div>On Fri, Odo Pell &lt;odo@post.example&gt; wrote:</div>"
        "<blockquote><p>The pier has closed.</p></blockquote><p>So be it.</p>"
    )
    (article,), _ = read_mails(tmp_path / "a.eml", make_mail(body, "Content-Type: text/html\n"))
    assert place_of(article, "The pier") == "quoted from Odo Pell"
    assert place_of(article, "So be it") == ""


def test_flowed_quotations_name_their_author(tmp_path):
    body = "I agree. \n\nOdo Pell wrote:\n> The pier \n> has closed.\n\nSo be it.\n"
    (article,), _ = read_mails(tmp_path / "a.eml", make_mail(body, "Content-Type: text/plain; format=flowed\n"))
    assert place_of(article, "The pier has closed.") == "quoted from Odo Pell"
    assert place_of(article, "So be it") == ""


def test_a_message_that_quotes_nobody_has_no_places(tmp_path):
    (article,), _ = read_mails(
        tmp_path / "a.eml", make_mail("From: here it is far.\nDate: unknown to me.\n\nIt rained.")
    )
    assert article.pages == article.page_labels == ()
