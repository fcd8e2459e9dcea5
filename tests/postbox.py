"""A real mail server for tests: it takes letters, refuses them, hangs up, and takes its time, as it is told."""

import asyncio
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.ports import free_port
from tests.waiting import PATIENCE_S

LOGIN = LoginPassword(b"filmbote", b"p@ss word")


class PostOffice(Controller):
    """Takes every letter, but none for nobody@, and hears everybody who signs in."""

    def __init__(self, **options: Any) -> None:
        self.letters: list[EmailMessage] = []
        self.heard: list[LoginPassword] = []
        #: What is answered to a letter for an address, until it is taken away: "451 later", or None for hanging up.
        self.refusals: dict[str, str | None] = {}
        #: The same, when the whole letter has arrived.
        self.second_thoughts: dict[str, str | None] = {}
        #: The same, to a sender.
        self.refused_senders: dict[str, str | None] = {}
        self.delay_s = 0.0
        self.connections = 0
        port = free_port()
        self.address = f"127.0.0.1:{port}"
        super().__init__(self, "127.0.0.1", port, authenticator=self.hear, ready_timeout=PATIENCE_S, **options)

    @property
    def recipients(self) -> list[str]:
        """Return to whom the letters went, in the order in which they came."""
        return [letter["To"] for letter in self.letters]

    def factory(self) -> SMTP:
        self.connections += 1
        return super().factory()

    def hear(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, login: LoginPassword
    ) -> AuthResult:
        self.heard.append(login)
        return AuthResult(success=login == LOGIN, handled=False)

    async def handle_MAIL(  # noqa: N802 - the name that the server looks for
        self, server: SMTP, _session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        envelope.mail_from = sender
        envelope.mail_options.extend(options)
        return self._answer(server, self.refused_senders, sender) or "250 known"

    async def handle_RCPT(  # noqa: N802 - likewise
        self, server: SMTP, _session: Session, envelope: Envelope, to: str, _options: list[str]
    ) -> str:
        if to.startswith("nobody@"):
            return "550 nobody of this name"
        envelope.rcpt_tos.append(to)
        return self._answer(server, self.refusals, to) or "250 known"

    async def handle_DATA(  # noqa: N802 - likewise
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.delay_s)
        if refusal := self._answer(server, self.second_thoughts, envelope.rcpt_tos[0]):
            return refusal
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    @staticmethod
    def _answer(server: SMTP, refusals: dict[str, str | None], to: str) -> str:
        if to not in refusals:
            return ""
        if refusals[to] is None:
            server.transport.abort()
            return "421 gone"
        return refusals[to]


def opened(office: PostOffice) -> Iterator[PostOffice]:
    """Open a post office for the time of a fixture."""
    office.start()
    # The controller has tried the line by itself.
    office.connections = 0
    yield office
    office.stop()
