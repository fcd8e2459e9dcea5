"""A whole film in many languages, brought as one ZIP: sent, told row by row, imported."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.permissions import Action
from catalog.production.arriving import uploads
from catalog.production.models import Purpose
from catalog.production.packages import unpacking
from catalog.web.context import actor, reading, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs, takes
from catalog.web.ministry.brought import take_whole

bp = Blueprint("packages", __name__, url_prefix="/ministry/packages")

#: Without scripts the ZIP comes with the form; one that is larger needs them, or the command line.
LARGEST_FORM_BYTES = 500_000_000


class ZipMissing(Invalid):
    """The form came without a ZIP."""

    sentence = N_("Please choose a ZIP first.")


@bp.get("/new")
@needs(Action.UPLOAD)
def ask() -> str:
    """Show the form, what a package looks like, and those that wait to be imported."""
    return _form()


@bp.post("/new")
@needs(Action.UPLOAD)
@takes(LARGEST_FORM_BYTES)
def send() -> ResponseReturnValue:
    """Take a ZIP, let it be looked into and show how that goes."""
    package_id = ""
    try:
        package_id = _sent()
        unpacking.require_package(runtime().config, uploads.own(reading(), package_id, actor()))
        with writing() as session:
            unpacking.order_look(session, package_id, actor())
    except (Refused, Invalid, NotFound) as refusal:
        _forget(package_id)
        return _form(sentence_of(refusal)), refusal.status
    return redirect(url_for(".show", package_id=package_id), 303)


@bp.get("/<package_id>")
@needs(Action.UPLOAD)
def show(package_id: str) -> str:
    """Show what an import would do, or what has come of it."""
    return _page(package_id)


@bp.get("/<package_id>/now")
@needs(Action.UPLOAD)
def now(package_id: str) -> str:
    """Show the same without its page, which fetches it while work is going on."""
    return render_template("ministry/package_now.html", state=_state(package_id))


@bp.post("/<package_id>/import")
@needs(Action.UPLOAD)
def import_all(package_id: str) -> ResponseReturnValue:
    """Let everything be entered that the report says."""
    skip_bad = request.form.get("skip_bad") == "yes"
    state = _state(package_id)
    try:
        with writing() as session:
            unpacking.order_import(session, state, actor(), skip_bad=skip_bad)
    except (Refused, Invalid) as refusal:
        return _page(package_id, sentence_of(refusal)), refusal.status
    return redirect(url_for(".show", package_id=package_id), 303)


@bp.post("/<package_id>/removal")
@needs(Action.UPLOAD)
def discard(package_id: str) -> ResponseReturnValue:
    """Forget a package that has not been imported."""
    try:
        with writing() as session:
            unpacking.discard(session, runtime().config, package_id, actor())
    except Refused as refusal:
        return _page(package_id, sentence_of(refusal)), refusal.status
    flash(gettext("The package has been removed. Nothing of it was entered."))
    return redirect(url_for(".ask"), 303)


def _form(refusal: str = "") -> str:
    waiting = unpacking.waiting(reading(), actor())
    return render_template("ministry/package_form.html", waiting=waiting, refusal=refusal)


def _forget(package_id: str) -> None:
    """Remove a ZIP that is no package, so that it does not lie here until the next sweep."""
    if package_id:
        with writing() as session:
            uploads.discard(session, uploads.own(session, package_id, actor()), actor(), runtime().config)


def _page(package_id: str, refusal: str = "") -> str:
    return render_template("ministry/package.html", state=_state(package_id), refusal=refusal)


def _state(package_id: str) -> unpacking.State:
    return unpacking.state(reading(), runtime().config, package_id, actor())


def _sent() -> str:
    """Return the number of the ZIP that was sent in pieces before, or that came whole with the form."""
    sent = request.files.get("package")
    if sent and sent.filename:
        return take_whole(Purpose.PACKAGE, sent).id
    earlier = [upload_id for upload_id in request.form.getlist("package_upload_id") if upload_id]
    if not earlier:
        raise ZipMissing
    return uploads.own(reading(), earlier[-1], actor()).id
