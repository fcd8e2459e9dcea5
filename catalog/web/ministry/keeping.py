"""One organisation put right: its facts, contacts, groups, whom it serves, and the links that lead to its page."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.foundation.errors import Invalid, NotFound, Refused
from catalog.people import contacts, groups, links, organisations
from catalog.people.contacts import LANGUAGES, Said
from catalog.people.mentions import Mentioned
from catalog.people.models import Contact, Link, Organisation
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("keeping", __name__, url_prefix="/ministry/organisations/<int:organisation_id>")

Own = TypeVar("Own", Contact, Link)


@bp.get("/facts")
@needs(Action.KEEP_REGISTER)
def facts(organisation_id: int) -> str:
    """Show the form for what the register says of an organisation."""
    return _facts_page(organisation_id)


@bp.post("/facts")
@needs(Action.KEEP_REGISTER)
def correct(organisation_id: int) -> ResponseReturnValue:
    """Put the facts right, the groups, and whom an office serves."""
    form, understood = request.form, None
    ticked = [int(one) for one in form.getlist("group") if one.isascii() and one.isdigit()]
    try:
        with writing() as session:
            row = {**form, "active": "yes" if form.get("active") else "no"}
            organisation = organisations.correct(session, organisation_id, row, by=actor())
            groups.join(session, organisation_id, ticked, by=actor())
            if organisation.kind in groups.SERVING:
                understood = groups.serve(session, organisation_id, form.get("served", ""), by=actor())
    except (Invalid, Refused) as refusal:
        return _facts_page(organisation_id, sentence_of(refusal)), refusal.status
    flash(gettext("Saved."), "success")
    if understood:
        tell(understood)
    return _back(organisation_id)


@bp.get("/contacts/new")
@needs(Action.KEEP_REGISTER)
def new_contact(organisation_id: int) -> str:
    """Show the form for another contact."""
    return _contact_page(organisation_id, None)


@bp.post("/contacts")
@needs(Action.KEEP_REGISTER)
def add_contact(organisation_id: int) -> ResponseReturnValue:
    """Add a contact."""
    return _saved(organisation_id, None, lambda session: contacts.add(session, organisation_id, _said(), by=actor()))


@bp.get("/contacts/<int:contact_id>")
@needs(Action.KEEP_REGISTER)
def contact(organisation_id: int, contact_id: int) -> str:
    """Show the form for a contact."""
    return _contact_page(organisation_id, _own(Contact, contact_id, organisation_id))


@bp.post("/contacts/<int:contact_id>")
@needs(Action.KEEP_REGISTER)
def change_contact(organisation_id: int, contact_id: int) -> ResponseReturnValue:
    """Change a contact."""
    own = _own(Contact, contact_id, organisation_id)
    return _saved(organisation_id, own, lambda session: contacts.change(session, contact_id, _said(), by=actor()))


@bp.post("/contacts/<int:contact_id>/removal")
@needs(Action.KEEP_REGISTER)
def remove_contact(organisation_id: int, contact_id: int) -> ResponseReturnValue:
    """Remove a contact."""
    _own(Contact, contact_id, organisation_id)
    with writing() as session:
        contacts.remove(session, contact_id, by=actor())
    flash(gettext("The contact has been removed."), "success")
    return _back(organisation_id)


@bp.post("/links")
@needs(Action.KEEP_REGISTER)
def hand_out_link(organisation_id: int) -> str:
    """Make a link for somebody who has lost the letter, and show its address this once."""
    organisation = named(organisation_id)
    with writing() as session:
        link = links.hand_out(session, organisation_id, by=actor())
        return render_template(
            "ministry/organisation_link.html",
            organisation=organisation,
            address=links.address_of(runtime().config, link),
            expires_at=link.expires_at,
        )


@bp.post("/links/<int:link_id>/revocation")
@needs(Action.KEEP_REGISTER)
def revoke_link(organisation_id: int, link_id: int) -> ResponseReturnValue:
    """Take a link back: from now on it leads nowhere."""
    _own(Link, link_id, organisation_id)
    with writing() as session:
        links.revoke(session, link_id, by=actor())
    flash(gettext("The link has been taken back. It leads nowhere now."), "success")
    return _back(organisation_id)


@bp.post("/links/revocation")
@needs(Action.KEEP_REGISTER)
def revoke_links(organisation_id: int) -> ResponseReturnValue:
    """Take every link of an organisation back."""
    with writing() as session:
        count = links.revoke_all(session, organisation_id, by=actor())
    flash(gettext("Links taken back: %(count)d.", count=count), "success")
    return _back(organisation_id)


def tell(understood: Mentioned) -> None:
    """Say which keys of a pasted list were former ones, and which nobody has."""
    for key, one in understood.former:
        words = gettext("%(key)s is a former key of %(name)s (%(today)s).", key=key, name=one.name, today=one.key)
        flash(words, "info")
    if understood.unknown:
        flash(gettext("Not found in the register: %(words)s.", words=", ".join(understood.unknown[:20])), "warning")


def named(organisation_id: int) -> Organisation:
    """Return an organisation.

    Raises:
        NotFound: there is none.
    """
    organisation = reading().get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    return organisation


def _saved(organisation_id: int, own: Contact | None, deed: Callable[[Session], Contact]) -> ResponseReturnValue:
    try:
        with writing() as session:
            deed(session)
    except (Invalid, Refused) as refusal:
        return _contact_page(organisation_id, own, sentence_of(refusal)), refusal.status
    flash(gettext("The contact has been saved."), "success")
    return _back(organisation_id)


def _said() -> Said:
    form = request.form
    language = form.get("language", LANGUAGES[0])
    return Said(form.get("role", ""), form.get("email", ""), language, bool(form.get("gets_letters")))


def _own(model: type[Own], thing_id: int, organisation_id: int) -> Own:
    """Return a contact or a link of an organisation; what belongs to another one is not found."""
    found = reading().get(model, thing_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound
    return found


def _facts_page(organisation_id: int, refusal: str = "") -> str:
    return render_template(
        "ministry/organisation_form.html",
        organisation=named(organisation_id),
        groups=groups.groups(reading()),
        ticked=groups.groups_of(reading(), organisation_id),
        serves=named(organisation_id).kind in groups.SERVING,
        served=groups.served_by(reading(), organisation_id),
        refusal=refusal,
    )


def _contact_page(organisation_id: int, own: Contact | None, refusal: str = "") -> str:
    organisation = named(organisation_id)
    return render_template(
        "ministry/organisation_contact.html", organisation=organisation, contact=own, refusal=refusal
    )


def _back(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("organisations.show", organisation_id=organisation_id), 303)
