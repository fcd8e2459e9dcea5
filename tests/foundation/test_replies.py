"""What a mail server's refusal finds fault with."""

import pytest

from catalog.foundation.replies import Fault, fault


@pytest.mark.parametrize(
    ("code", "words", "found"),
    [
        (550, "5.1.1 <rathaus@ort.example>: Recipient address rejected: User unknown", Fault.ADDRESS),
        (550, "5.1.10 Recipient not found", Fault.ADDRESS),
        (550, "5.4.4 unable to look up this domain", Fault.ADDRESS),
        (552, "5.2.2 over quota", Fault.ADDRESS),
        (550, "nobody of this name", Fault.ADDRESS),
        (553, "mailbox name not allowed", Fault.ADDRESS),
        (554, "5.1.1 no such user", Fault.ADDRESS),
        (550, "5.7.1 Relaying denied", Fault.US),
        (550, "5.7.26 not authenticated by SPF", Fault.US),
        (553, "5.1.8 domain of sender does not exist", Fault.US),
        (550, "5.6.0 content rejected", Fault.US),
        (550, "Relay not permitted", Fault.US),
        (554, "no", Fault.US),
        (530, "Authentication required", Fault.US),
        (535, "5.7.8 bad password", Fault.US),
        (450, "4.2.0 greylisted", Fault.MOMENT),
        (451, "5.7.1 said somebody with a slip of the pen", Fault.MOMENT),
        (421, "going down", Fault.MOMENT),
    ],
)
def test_a_refusal_finds_fault_with_the_address_with_us_or_with_the_moment(code, words, found):
    assert fault(code, words) == found


@pytest.mark.parametrize("number", ["192.5.7.1", "5.7.1.9", "15.7.1"])
def test_a_number_that_only_looks_like_a_code_is_none(number):
    assert fault(550, f"no mailbox here, says {number}") == Fault.ADDRESS
