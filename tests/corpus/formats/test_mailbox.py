"""Mailboxes: each message is an article."""

from corpus.formats.mailbox import read_mailbox
from corpus.readers.fields import MAX_FILE_SIZE
from corpus.reading import read_articles
from tests.support.mails import make_mail, read_mails, read_texts


def make_box(*messages: bytes) -> bytes:
    return b"".join(b"From ines@x.example Fri Mar  1 10:00:00 2024\n" + message + b"\n\n" for message in messages)


def test_each_message_of_a_mailbox_is_an_article(tmp_path):
    first = make_mail("Rain fell.\n>From here it is far.\n\nFrom May on it snows.", "Message-ID: <1@x.example>\n")
    second = make_mail("U25vdyBmZWxsLg==", "Content-Transfer-Encoding: base64\nMessage-ID: <2@x.example>\n")
    for name in ("a.mbox", "Inbox", "list.txt"):
        articles, reasons = read_mails(tmp_path / name, make_box(first, second))
        assert [article.text.strip() for article in articles] == [
            "Rain fell.\nFrom here it is far.\n\nFrom May on it snows.",
            "Snow fell.",
        ]
        assert [article.title for article in articles] == ["Dredging", "Dredging"]
        assert reasons == []


def test_messages_are_named_by_their_ids_and_each_once():
    one, other = (make_mail(f"Rain {n}.", "Message-ID: <1@x.example>\n") for n in (1, 2))
    names = [fields["entry"] for fields in read_texts(make_box(one, other, make_mail("Snow.")), read_mailbox)]
    assert names[0] == "1@x.example"
    assert len(set(names)) == 3
    assert names == [fields["entry"] for fields in read_texts(make_box(one, other, make_mail("Snow.")), read_mailbox)]


def test_a_bad_message_costs_itself_and_attached_files_are_counted(tmp_path):
    attached = "--b\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b--\n"
    box = make_box(
        make_mail("Rain fell."),
        make_mail("", "Content-Type: multipart/encrypted; boundary=b\n"),
        make_mail(attached, "Content-Type: multipart/mixed; boundary=b\n"),
        make_mail("Snow fell."),
    )
    articles, reasons = read_mails(tmp_path / "a.mbox", box)
    assert [article.text.strip() for article in articles] == ["Rain fell.", "Snow fell."]
    assert reasons == [
        "The message is encrypted; save it decrypted.",
        "The message contains no text.",
        "One attachment is not read: a.pdf. Save and index the files that you need.",
    ]


def test_a_mailbox_may_be_larger_than_a_file_and_a_huge_message_is_cut(tmp_path):
    huge = make_mail("Rain fell.\n\n", "") + (b"x" * 99 + b"\n") * (MAX_FILE_SIZE // 100 + 1)
    with (tmp_path / "a.mbox").open("wb") as box:
        box.write(make_box(huge, make_mail("Snow fell.")))
    reading = read_articles([tmp_path / "a.mbox"])
    assert [found.article.text.strip()[:10] for found in reading.found] == ["Rain fell.", "Snow fell."]
    assert [skipped.reason for skipped in reading.skipped] == ["Only its first 20,000,000 bytes were read."]
