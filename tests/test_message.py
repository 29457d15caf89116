"""An email in the forms in which it leaves the kit: plain text, a draft file, a link."""

import email
import email.policy
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup as fu

NOTE = fu.Email(
    subject="Thank you – Data Analyst interview, Ada Reyes",
    body="Dear Dr. Nair,\n\nThank you for your time.\n\nKind regards,\nAda Reyes",
    to="Dr. Priya Nair <priya@example.org>",
    sender="Ada Reyes <ada@example.org>",
)
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)
BODY = st.lists(LINE, max_size=6).map("\n".join)


def parsed(note):
    return email.message_from_bytes(note.to_eml(), policy=email.policy.default)


def body_of(mail):
    """The text as it was written: mail ends its lines with CRLF, and the last one always."""
    return mail.get_content().replace("\r\n", "\n").rstrip("\n")


def linked(note):
    """The recipient, subject and body that a mail program reads from the link."""
    parts = urlsplit(note.mailto())
    fields = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert parts.scheme == "mailto" and "+" not in parts.query and " " not in note.mailto()
    return unquote(parts.path), fields["subject"][0], fields["body"][0]


def test_an_eml_is_read_back_as_it_was_and_opens_as_a_draft():
    mail = parsed(NOTE)
    assert mail["Subject"] == NOTE.subject
    assert body_of(mail) == NOTE.body
    assert mail["X-Unsent"] == "1"
    assert mail.get_content_type() == "text/plain"
    (to,), (sender,) = mail["To"].addresses, mail["From"].addresses
    assert (to.display_name, to.addr_spec) == ("Dr. Priya Nair", "priya@example.org")
    assert (sender.display_name, sender.addr_spec) == ("Ada Reyes", "ada@example.org")
    assert mail.defects == []


def test_an_eml_has_the_line_ends_of_mail():
    raw = NOTE.to_eml()
    assert raw.count(b"\n") == raw.count(b"\r\n")


@given(LINE, BODY)
def test_any_words_come_back_from_an_eml(subject, body):
    mail = parsed(fu.Email(subject=subject, body=body))
    assert str(mail["Subject"]).split() == subject.split()
    assert body_of(mail) == body.rstrip("\n")
    assert set(mail.keys()) <= {
        "Subject", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Date", "Message-ID"
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Zoë Núñez · 李雷 · Ωμέγα", "💼" * 40, "a" * 300, "ä" * 300, "“quoted”, (comment); <x>"]
)
def test_unusual_words_come_back_from_every_form(text):
    note = fu.Email(subject=text, body=text, to="ada@example.org")
    assert parsed(note)["Subject"] == text
    assert body_of(parsed(note)) == text
    assert linked(note) == ("ada@example.org", text, text)
    assert note.to_text().count(text) == 2


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\n\n", "\r\n ", "\x0b", "\u2028", "\x85", "\x00\n"])
@pytest.mark.parametrize("field", ["subject", "to", "sender"])
def test_no_text_can_add_a_header(field, end):
    words = f"Ada{end}Bcc: everyone@example.org{end}{end}Body"
    given_ = words if field == "subject" else f'"{words}" <ada@example.org>'
    note = fu.Email(**{"subject": "Hello", "body": "Real body", field: given_})
    mail = parsed(note)
    assert "Bcc" not in mail and mail["X-Unsent"] == "1"
    assert body_of(mail) == "Real body"
    assert linked(note)[2] == "Real body" and "bcc=" not in note.mailto().lower()
    assert not any(line.startswith("Bcc") for line in note.to_text().splitlines())


@pytest.mark.parametrize("field", ["subject", "to", "sender"])
def test_no_encoded_text_can_add_a_header(field):
    """Mail has an ASCII spelling for any character, line ends too; typed by hand it is text like any other."""
    words = "=?utf-8?q?Hello=0D=0ABcc=3A_everyone=40example=2Eorg?="
    text = words if field == "subject" else f"{words} <ada@example.org>"
    mail = parsed(fu.Email(**{"subject": "Hello", "body": "Body", field: text}))
    assert "Bcc" not in mail and mail["X-Unsent"] == "1" and body_of(mail) == "Body"


@pytest.mark.parametrize("to", ["ada@example.org?bcc=e@example.org", "ada@example.org&cc=e@example.org"])
def test_no_address_can_add_to_a_link(to):
    try:
        link = fu.Email(subject="Hello", body="Body", to=to).mailto()
    except fu.InputError:
        return
    assert set(parse_qs(urlsplit(link).query)) == {"subject", "body"}


@pytest.mark.parametrize("field", ["to", "sender"])
@pytest.mark.parametrize("wrong", ["a b@example.org", "@", "ada@", "@example.org", "a@b@c", "ada@example.org, e@x.org"])
def test_what_is_no_address_is_refused(field, wrong):
    note = fu.Email(**{"subject": "Hello", "body": "Body", field: wrong})
    with pytest.raises(fu.InputError) as error:
        note.to_eml()
    assert field in str(error.value) and wrong[:20] in str(error.value) and "name@example.org" in str(error.value)


@pytest.mark.parametrize("to", [None, "", "Dr. Priya Nair"])
def test_without_an_address_the_draft_is_still_one(to):
    note = fu.Email(subject="Hello", body="Body", to=to)
    assert parsed(note)["To"] is None
    assert linked(note) == ("", "Hello", "Body")


@pytest.mark.parametrize("name", ["Zoë Núñez", "李雷", "Nair, Priya", 'Priya "PJ" Nair', "O'Brien (HR)"])
def test_a_name_goes_with_its_address(name):
    (to,) = parsed(fu.Email(subject="Hello", body="Body", to=f"{name} <p@example.org>"))["To"].addresses
    assert (to.display_name, to.addr_spec) == (name, "p@example.org")


@given(LINE, BODY)
def test_any_words_come_back_from_a_link(subject, body):
    _, found, text = linked(fu.Email(subject=subject, body=body, to="p@example.org"))
    assert found.split() == subject.split()
    assert text.replace("\r\n", "\n").rstrip("\n") == body.rstrip("\n")


def test_a_link_breaks_lines_as_mail_does():
    assert linked(NOTE)[2] == NOTE.body.replace("\n", "\r\n")


def test_plain_text_has_the_subject_first_and_the_body_whole():
    text = NOTE.to_text()
    head, _, body = text.partition("\n\n")
    assert f"Subject: {NOTE.subject}" in head.splitlines()
    assert body == NOTE.body


@pytest.mark.parametrize("form", ["to_eml", "mailto", "to_text"])
def test_half_a_character_never_breaks_a_form(form):
    """A lone surrogate (a damaged emoji) is dropped, replaced or refused in the kit's own words."""
    try:
        note = fu.Email(subject="Hello \ud83d", body="Body \ud83d")
        assert getattr(note, form)()
    except fu.InputError as error:
        assert str(error)
