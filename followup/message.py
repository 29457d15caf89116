"""A message: its subject and text, and the forms in which it leaves the kit."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from .errors import InputError
from .record import ADDRESS
from .words import one_line, whole


@dataclass(frozen=True)
class Email:
    """An email. `to` and `sender` are `name@example.org`, `Name <name@example.org>`, a bare name, or None.

    >>> note = fu.Email(subject="Thank you – Ada Reyes", body="Dear Dr. Nair,\\n\\nThank you for your time.")
    >>> print(note.to_text().splitlines()[0])
    Subject: Thank you – Ada Reyes
    """

    subject: str
    body: str
    to: str | None = None
    sender: str | None = None

    def to_text(self) -> str:
        """The message as plain text: its headers, an empty line, the body."""
        headers = {"To": self.to or "", "From": self.sender or "", "Subject": self.subject}
        lines = [f"{name}: {one_line(text)}" for name, text in headers.items() if text or name == "Subject"]
        return "\n".join(lines) + "\n\n" + whole(self.body)

    def to_eml(self) -> bytes:
        """The message as an `.eml` file, which a mail program opens as a draft that has not been sent.

        Line breaks in headers are folded to spaces, so that no text can add a header. Raises `InputError` for an
        address that is none.
        """
        mail = EmailMessage(policy=SMTP)
        mail["Subject"] = _header(self.subject)
        for header, given in (("To", self.to), ("From", self.sender)):
            if given and "@" in given:  # a bare name is for people, not for a header
                mail[header] = _address("to" if header == "To" else "sender", given)
        mail["X-Unsent"] = "1"  # opens for editing instead of reading
        mail.set_content(whole(self.body))
        return mail.as_bytes()

    def mailto(self) -> str:
        """A `mailto:` link that opens the draft in the mail program of this computer.

        >>> fu.Email(subject="Thanks & regards", body="Hi,\\nAda", to="p@example.org").mailto()
        'mailto:p@example.org?subject=Thanks%20%26%20regards&body=Hi%2C%0D%0AAda'
        """
        to = _address("to", self.to).addr_spec if self.to and "@" in self.to else ""
        body = "\r\n".join(whole(self.body).splitlines())
        return (
            f"mailto:{quote(to, safe='@')}?subject={quote(one_line(self.subject), safe='')}&body={quote(body, safe='')}"
        )


def _address(field: str, given: str) -> Address:
    name, bracket, rest = one_line(given).rpartition("<")
    spec = rest.rstrip("> ") if bracket else rest
    try:
        if ADDRESS.fullmatch(spec):
            return Address(display_name=_header(name.strip(' "')), addr_spec=spec)
    except (ValueError, MessageError):
        pass  # what headers cannot carry is no address for us either
    raise InputError.one(field, given, "is not an email address", "Write it as name@example.org, or leave it empty.")


def _header(text: str) -> str:
    """Text for a header: one line, and nothing that mail would read as an encoded character, such as a line end."""
    return one_line(text).replace("=?", "= ?")
