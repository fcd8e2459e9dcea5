"""The line to the mail server: it is opened once and takes one letter after the other."""

import ssl
from collections.abc import Mapping
from functools import partial
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from catalog.foundation import mail, replies
from catalog.foundation.mail import Letter
from catalog.foundation.replies import Fault

#: A server may look a letter over for a while before it takes it; whoever asks too early sends it twice.
TIMEOUT_S = 60


class NotTaken(Exception):
    """The server did not take a letter; the exception says in whose words."""


class Returned(NotTaken):
    """It never will."""


class Delayed(NotTaken):
    """It may take this one later, and others now."""


class Unwelcome(NotTaken):
    """It finds fault with us and not with the address; once we have mended that, it may take this one."""


class Away(NotTaken):
    """There is no server that takes anything at the moment."""


class ShutOut(Away):
    """There is a server, and it takes nothing from us: the password is wrong, or it does not like our sender."""


class PostOffice:
    """A server at smtp://USER:PASSWORD@HOST:PORT, or smtps://; the line to it is opened with the first letter.

    A password is told only to a server that proves by its certificate who it is.
    """

    def __init__(self, smtp_url: str, sender: str, reply_to: str = "") -> None:
        self._url = urlsplit(smtp_url)
        self._sender, self._reply_to = sender, reply_to
        self._server: SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def take(self, letter: Letter) -> None:
        """Hand a letter over; when this returns, the server has taken it on.

        Raises:
            Returned, Delayed, Unwelcome, Away: it has not.
        """
        try:
            message = mail.message(self._sender, self._reply_to, letter)
        except ValueError as error:
            raise Returned(str(error)) from error
        server = self._line()
        try:
            server.send_message(message)
        except SMTPRecipientsRefused as refusal:
            raise self._verdict(*next(iter(refusal.recipients.values()))) from refusal
        except SMTPSenderRefused as refusal:
            verdict = ShutOut if refusal.smtp_code >= replies.PERMANENT else Delayed
            raise verdict(_told(refusal.smtp_code, refusal.smtp_error)) from refusal
        except SMTPResponseException as refusal:
            raise self._verdict(refusal.smtp_code, refusal.smtp_error) from refusal
        except SMTPNotSupportedError as refusal:
            raise Returned(str(refusal)) from refusal
        except (SMTPException, OSError) as error:
            self._hang_up()
            raise Delayed(str(error) or type(error).__name__) from error

    def _line(self) -> SMTP:
        # A server that says 421 hangs up by itself.
        if self._server is None or self._server.sock is None:
            self._server = self._opened()
        return self._server

    def _opened(self) -> SMTP:
        trusted = ssl.create_default_context()
        connect = partial(SMTP_SSL, context=trusted) if self._url.scheme == "smtps" else SMTP
        server: SMTP | None = None
        try:
            server = connect(self._url.hostname or "", self._url.port or 0, timeout=TIMEOUT_S)
            if self._url.username:
                if self._url.scheme == "smtp":
                    server.starttls(context=trusted)
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.ehlo_or_helo_if_needed()
        except (SMTPException, OSError) as error:
            if server:
                server.close()
            if isinstance(error, SMTPAuthenticationError):
                raise ShutOut(_told(error.smtp_code, error.smtp_error)) from error
            # Whoever wants a password and cannot get it by a safe line has to be told as well.
            wrong = isinstance(error, (ssl.SSLCertVerificationError, SMTPNotSupportedError))
            raise (ShutOut if wrong else Away)(str(error) or type(error).__name__) from error
        return server

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server and server.sock:
            try:
                server.quit()
            except (SMTPException, OSError):
                server.close()

    @staticmethod
    def _verdict(code: int, said: bytes | str) -> NotTaken:
        words = _told(code, said)
        return _VERDICTS[replies.fault(code, words)](words)


_VERDICTS: Mapping[Fault, type[NotTaken]] = MappingProxyType(
    {Fault.ADDRESS: Returned, Fault.US: Unwelcome, Fault.MOMENT: Delayed}
)


def _told(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}"
