"""Groups of organisations that are written to together: make one, rename it, let members in and out, end it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.distribution.campaigning import grouping
from catalog.foundation.errors import Invalid, Refused
from catalog.people import groups
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.ministry.keeping import tell

bp = Blueprint("groups", __name__, url_prefix="/ministry/groups")


@bp.get("")
@needs(Action.SEE_COVERAGE)
def index() -> str:
    """Show all groups and the form for another one."""
    return _list()


@bp.post("")
@needs(Action.KEEP_REGISTER)
def make() -> ResponseReturnValue:
    """Make a group."""
    try:
        with writing() as session:
            made = groups.make(session, request.form.get("name", ""), by=actor())
    except (Invalid, Refused) as refusal:
        return _list(sentence_of(refusal)), refusal.status
    return _back(made.id)


@bp.get("/<int:group_id>")
@needs(Action.SEE_COVERAGE)
def show(group_id: int) -> str:
    """Show a group and its members."""
    return _page(group_id)


@bp.post("/<int:group_id>/name")
@needs(Action.KEEP_REGISTER)
def rename(group_id: int) -> ResponseReturnValue:
    """Give a group another name."""
    try:
        with writing() as session:
            groups.rename(session, group_id, request.form.get("name", ""), by=actor())
    except (Invalid, Refused) as refusal:
        return _page(group_id, sentence_of(refusal)), refusal.status
    return _back(group_id)


@bp.post("/<int:group_id>/members")
@needs(Action.KEEP_REGISTER)
def let_in(group_id: int) -> ResponseReturnValue:
    """Let everybody in whom a pasted list means."""
    try:
        with writing() as session:
            understood = groups.let_in(session, group_id, request.form.get("keys", ""), by=actor())
    except (Invalid, Refused) as refusal:
        return _page(group_id, sentence_of(refusal)), refusal.status
    flash(gettext("Understood in the list: %(count)d.", count=len(understood.organisations)), "success")
    tell(understood)
    return _back(group_id)


@bp.post("/<int:group_id>/members/removal")
@needs(Action.KEEP_REGISTER)
def let_out(group_id: int) -> ResponseReturnValue:
    """Take those out who were ticked."""
    ticked = {int(one) for one in request.form.getlist("member") if one.isascii() and one.isdigit()}
    with writing() as session:
        count = groups.let_out(session, group_id, ticked, by=actor())
    flash(gettext("Taken out of the group: %(count)d.", count=count), "success")
    return _back(group_id)


@bp.post("/<int:group_id>/end")
@needs(Action.KEEP_REGISTER)
def dissolve(group_id: int) -> ResponseReturnValue:
    """Let a group be no more."""
    try:
        with writing() as session:
            name = grouping.dissolve(session, group_id, by=actor())
    except Refused as refusal:
        return _page(group_id, sentence_of(refusal)), refusal.status
    flash(gettext("The group “%(name)s” is no more. Its members stay in the register.", name=name), "success")
    return redirect(url_for(".index"), 303)


def _list(refusal: str = "") -> str:
    return render_template("ministry/groups.html", groups=groups.groups(reading()), refusal=refusal)


def _page(group_id: int, refusal: str = "") -> str:
    return render_template(
        "ministry/group.html",
        group=groups.group(reading(), group_id),
        campaigns=grouping.sent_to(reading(), group_id),
        refusal=refusal,
    )


def _back(group_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", group_id=group_id), 303)
