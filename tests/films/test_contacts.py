"""Whom a viewer may ask has to be somebody who can be reached."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.films.contacts import address_of


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("info@polizei.hessen.de", "mailto:info@polizei.hessen.de"),
        (" +49 611 353-0 ", "tel:+496113530"),
        ("(06051) 12 34", "tel:060511234"),
        ("115", "tel:115"),
        ("polizei.hessen.de", "https://polizei.hessen.de"),
        ("https://polizei.hessen.de/film?x=1", "https://polizei.hessen.de/film?x=1"),
    ],
)
def test_a_mail_address_a_number_and_a_page_are_contacts(contact, address):
    assert address_of(contact) == address


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "Die Pressestelle",
        "info@",
        "12",
        "1234567890123456",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://polizei.hessen.de@elsewhere.example",
        "https://",
        "http://[::1",
        "polizei hessen.de",
    ],
)
def test_what_reaches_nobody_is_none(contact):
    assert address_of(contact) is None


@given(st.text(max_size=80))
def test_a_contact_never_leads_to_anything_else(contact):
    address = address_of(contact)

    assert address is None or address.startswith(("mailto:", "tel:", "https://", "http://"))
