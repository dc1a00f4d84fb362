"""Mail."""

import procrastinate

from foundation.ports import Letter
from web.services import Services


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the handler that sends one letter."""

    @queue.task(name="send_letter", retry=5)
    def send_letter(to: str, subject: str, text: str) -> None:
        here.mail.send(Letter(to, subject, text))
