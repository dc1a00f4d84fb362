"""Mail: through a small SMTP server on the loopback address, and into a folder."""

import email
import socketserver
import threading
from datetime import UTC, datetime
from email.policy import default

import pytest

from foundation.clock import FixedClock
from foundation.errors import GatewayUnavailable, Invalid
from foundation.ports import Letter
from gateways.mail import FolderMailer, SmtpMailer, read_mail_url
from gateways.nulls import KeptMail

CLOCK = FixedClock(datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC))
LETTER = Letter(
    "张三 <zhang@example.org>", "您的申请已受理", "您好：\n请于周五前补交材料。\n", {"一户一档.pdf": b"%PDF-1.7"}
)


class SmtpSession(socketserver.StreamRequestHandler):
    """Takes one letter, and refuses recipients at `refused.example`."""

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.letters.append(
                    b"".join(one.removeprefix(b".") if one[:2] == b".." else one for one in lines)
                )
            self.say("550 nobody" if "@refused.example" in line else {"QUIT": "221 bye"}.get(verb, "250 ok"))
            if verb == "QUIT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), SmtpSession) as running:
        running.letters = []
        thread = threading.Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def url_of(server, user: str = "") -> str:
    return f"smtp://{user}127.0.0.1:{server.server_address[1]}?from=Holdfast%20<help@holdfast.example>"


def check(message: email.message.EmailMessage) -> None:
    assert message["To"] == "张三 <zhang@example.org>"
    assert message["From"] == "Holdfast <help@holdfast.example>"
    assert message["Subject"] == "您的申请已受理"
    assert message["Date"].datetime == CLOCK.now()
    assert message["Message-ID"].endswith("@holdfast.example>")
    assert message.get_body().get_content().replace("\r\n", "\n") == LETTER.text
    [attachment] = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content_type()) == ("一户一档.pdf", "application/pdf")
    assert attachment.get_content() == b"%PDF-1.7"


def test_a_letter_arrives_as_it_was_written(server):
    SmtpMailer(url_of(server), CLOCK).send(LETTER)
    [received] = server.letters
    check(email.message_from_bytes(received, policy=default))


def test_a_refused_recipient_is_told_so(server):
    with pytest.raises(GatewayUnavailable, match="could not be sent"):
        SmtpMailer(url_of(server), CLOCK).send(Letter("a@refused.example", "s", "t"))
    assert not server.letters


def test_a_password_never_travels_unencrypted(server):
    with pytest.raises(GatewayUnavailable):
        SmtpMailer(url_of(server, "user:p%40ss@"), CLOCK).send(LETTER)
    assert not server.letters


@pytest.mark.parametrize("kind", ["smtp", "smtps"])
def test_a_server_that_does_not_answer_is_told_so(kind):
    with pytest.raises(GatewayUnavailable):
        SmtpMailer(f"{kind}://127.0.0.1:9?from=a@b.example", CLOCK).send(LETTER)


def test_a_mail_address_is_read_in_parts():
    server = read_mail_url("smtps://me%40here:p%2Fss@mail.example?from=help@holdfast.example")
    assert (server.host, server.port, server.is_encrypted) == ("mail.example", 465, True)
    assert (server.user, server.password, server.sender) == ("me@here", "p/ss", "help@holdfast.example")


@pytest.mark.parametrize("url", ["", "smtp://mail.example", "http://mail.example?from=a@b.c", "smtp://?from=a@b.c"])
def test_an_address_that_lacks_something_is_refused_at_once(url):
    with pytest.raises(ValueError, match="smtp://user:password"):
        SmtpMailer(url)


@pytest.mark.parametrize("to", ["", "nobody", "a@b.c\nBcc: all@b.c", "a@b.c, d@e.f", "a@b.c;d@e.f"])
def test_a_letter_goes_to_one_address(tmp_path, to):
    with pytest.raises(Invalid):
        FolderMailer(tmp_path).send(Letter(to, "s", "t"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("subject", ["a\nBcc: all@b.c", "a\rb"])
def test_a_subject_is_one_line(tmp_path, subject):
    with pytest.raises(Invalid):
        FolderMailer(tmp_path).send(Letter("a@b.c", subject, "t"))


def test_a_folder_keeps_letters_in_order(tmp_path):
    mailer = FolderMailer(tmp_path / "mail", "Holdfast <help@holdfast.example>", CLOCK)
    mailer.send(LETTER)
    mailer.send(LETTER)
    paths = sorted((tmp_path / "mail").iterdir())
    assert [path.name[:22] for path in paths] == ["20260504T030201.000000"] * 2
    check(email.message_from_bytes(paths[0].read_bytes(), policy=default))


def test_kept_mail_is_there_to_be_read():
    mail = KeptMail()
    mail.send(LETTER)
    assert mail.letters == [LETTER]
