"""Another password for one's own account."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import login_user

from catalog.foundation.errors import Invalid
from catalog.people import passwords
from catalog.web.account.door import bp
from catalog.web.context import actor, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import signed_in
from catalog.web.limits import limiter
from catalog.web.sessions import kept_as


@bp.get("/password")
@signed_in
def ask_for_password() -> str:
    """Ask for the old password, and twice for a new one."""
    return _page()


@bp.post("/password")
@signed_in
@limiter.limit("10 per minute", deduct_when=lambda response: response.status_code == 422)
def change_password() -> ResponseReturnValue:
    """Change it; whoever has done so stays signed in here, and nowhere else."""
    typed = (request.form.get(name, "") for name in ("old", "new", "again"))
    try:
        with writing() as changing:
            account = passwords.change(changing, runtime().config, *typed, by=actor(), staying_sha256=kept_as(session))
    except Invalid as refusal:
        return _page(sentence_of(refusal)), refusal.status
    login_user(account, remember=False)
    flash(gettext("Your password has been changed. On all other devices you are signed out."), "success")
    return redirect(url_for(".profile"), 303)


def _page(refusal: str = "") -> str:
    return render_template(
        "account/password.html", refusal=refusal, shortest=passwords.SHORTEST, longest=passwords.LONGEST
    )
