"""With what a mail server finds fault when it refuses a letter: the address, us, or only the moment. Pure.

The first digit says whether a refusal is for good (RFC 5321), the code behind
it what is wrong (RFC 3463): 5.1.1 is an address that nobody has, 5.7.1 a server
that takes no letters from us.
"""

import re
from enum import StrEnum

#: From here on a refusal is for good.
PERMANENT = 500
#: The code of a refusal, wherever in its words it stands; no part of a number such as 192.5.7.1.
ENHANCED = re.compile(r"(?<![\d.])5\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
#: Sign in first, this way of signing in is too weak, the password is wrong, only under encryption; and 554, in which
#: servers say that they want nothing to do with a letter.
OUR_CODES = frozenset({523, 530, 534, 535, 538, 554})
#: Classes that are about how we send and what we send: protocol, content, policy.
OUR_CLASSES = frozenset({"5", "6", "7"})
#: Of the class about addresses: what is wrong with that of the sender.
OUR_ADDRESS = frozenset({"7", "8"})
#: What servers say that give no code.
OUR_WORDS = re.compile(r"relay|authenticat|rcpthosts|sender|blacklist|block ?list|blocked|spam|policy", re.IGNORECASE)


class Fault(StrEnum):
    """With what a refusal finds fault."""

    ADDRESS = "address"
    #: Our sender, our password, our server's name, our letter.
    US = "us"
    MOMENT = "moment"


def fault(code: int, words: str) -> Fault:
    """Return with what a server finds fault.

    Args:
        code: the three digits, such as 550.
        words: what stands behind them, such as "5.7.1 Relaying denied".
    """
    if code in OUR_CODES and not ENHANCED.search(words):
        return Fault.US
    if code < PERMANENT:
        return Fault.MOMENT
    return Fault.US if finds_fault_with_us(words) else Fault.ADDRESS


def finds_fault_with_us(words: str) -> bool:
    """Return whether a refusal for good is about us and not about the address."""
    if said := ENHANCED.search(words):
        subject, detail = said.groups()
        return subject in OUR_CLASSES or (subject == "1" and detail in OUR_ADDRESS)
    return bool(OUR_WORDS.search(words))
