"""Mail by SMTP, or kept as files where nobody has set up a server."""

import mimetypes
import smtplib
import ssl
import uuid
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from foundation.clock import Clock, SystemClock
from foundation.errors import GatewayUnavailable, Invalid
from foundation.ports import Letter
from foundation.wording import mark
from gateways.files import write_whole

PORTS = {"smtp": 587, "smtps": 465}
TIMEOUT_SECONDS = 20.0
NOT_SENT = mark("The mail could not be sent. It will be tried again.")
BAD_ADDRESS = mark("“%(address)s” is no mail address.")
BAD_SUBJECT = mark("The subject of a mail has to be one line.")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and whose name it bears."""

    host: str
    port: int
    user: str | None
    password: str | None
    sender: str
    is_encrypted: bool


class SmtpMailer:
    """Sends through one server.

    Args:
        url: `smtp://user:password@host:port?from=help@example.org` (encrypted where the server offers it) or `smtps://…`
            (encrypted from the first byte); user and password are percent-encoded, and never travel unencrypted.
    Raises: ValueError when the address is not of that form.
    """

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self._server = read_mail_url(url)
        self._clock = clock or SystemClock()

    def send(self, letter: Letter) -> None:
        """Hand the letter over.

        Raises: GatewayUnavailable when the server does not take it; Invalid as `compose` does.
        """
        message = compose(letter, self._server.sender, self._clock)
        try:
            with self._connect() as connection:
                connection.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise GatewayUnavailable(NOT_SENT) from error

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.is_encrypted:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.ehlo()
            if not server.is_encrypted and connection.has_extn("starttls"):
                connection.starttls(context=context)
            elif not server.is_encrypted and server.user:
                raise smtplib.SMTPNotSupportedError("the server offers no encryption for the password")
            if server.user and server.password:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


class FolderMailer:
    """Keeps each letter as an `.eml` file, which any mail program opens.

    Args:
        sender: the address the letters bear.
    """

    def __init__(self, folder: Path, sender: str = "holdfast@localhost", clock: Clock | None = None) -> None:
        self._folder = folder
        self._sender = sender
        self._clock = clock or SystemClock()

    def send(self, letter: Letter) -> None:
        """Write the letter. The file's name begins with the moment, so that the newest is the last."""
        message = compose(letter, self._sender, self._clock)
        name = f"{self._clock.now():%Y%m%dT%H%M%S.%f}-{uuid.uuid4().hex[:8]}.eml"
        write_whole(self._folder / name, message.as_bytes())


def read_mail_url(url: str) -> MailServer:
    """Read a mail address of the form that `SmtpMailer` describes. Raises: ValueError."""
    parts = urlsplit(url)
    sender = parse_qs(parts.query).get("from", [""])[0]
    if parts.scheme not in PORTS or not parts.hostname or "@" not in parseaddr(sender)[1]:
        raise ValueError("the mail address has to look like smtp://user:password@host:port?from=name@example.org")
    return MailServer(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        sender=sender,
        is_encrypted=parts.scheme == "smtps",
    )


def compose(letter: Letter, sender: str, clock: Clock) -> EmailMessage:
    """Return the letter as a message with its own id. Raises: Invalid for a bad address or a subject of two lines."""
    address = parseaddr(letter.to)[1]
    if "@" not in address or any(character in letter.to for character in "\r\n,;"):
        raise Invalid(BAD_ADDRESS, address=letter.to, field="to")
    if "\n" in letter.subject or "\r" in letter.subject:
        raise Invalid(BAD_SUBJECT, field="subject")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message.set_content(letter.text)
    for filename, content in letter.attachments.items():
        kind, _, subkind = (mimetypes.guess_type(filename)[0] or "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=kind, subtype=subkind, filename=filename)
    return message
