"""One press ends the reminders to a recipient; to look changes nothing."""

from flask import render_template
from flask.blueprints import BlueprintSetupState

from catalog.distribution.letters import unsubscribing
from catalog.web.context import reading, runtime, writing
from catalog.web.guards import public
from catalog.web.public.door import bp


@bp.get("/unsubscribe/<code>")
@public
def ask_to_sign_off(code: str) -> str:
    """Ask whether the reminders shall end: scanners of mail open every address, too."""
    organisation = unsubscribing.organisation_of(reading(), runtime().config, code)
    return render_template("public/unsubscribe.html", organisation=organisation, done=False)


@bp.post("/unsubscribe/<code>")
@public
def sign_off(code: str) -> str:
    """End the reminders, whether a reader pressed the button or a mail program did (RFC 8058)."""
    with writing() as session:
        organisation = unsubscribing.sign_off(session, runtime().config, code)
    return render_template("public/unsubscribe.html", organisation=organisation, done=True)


@bp.record_once
def _take_forms_of_mail_programs(state: BlueprintSetupState) -> None:
    # A mail program has no page of ours with a token in it; the signed address is the proof.
    state.app.extensions["csrf"].exempt(f"{__name__}.{sign_off.__name__}")
