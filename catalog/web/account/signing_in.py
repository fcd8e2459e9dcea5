"""Sign in and out."""

import re
from typing import cast

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import LoginForm, login_user, logout_user
from wtforms import Field, PasswordField
from wtforms.validators import InputRequired, Length

from catalog.people.models import Account
from catalog.people.permissions import Role
from catalog.web.account.door import bp
from catalog.web.context import current_account
from catalog.web.guards import public
from catalog.web.limits import limiter

#: Long enough for every sentence that somebody learns by heart, and short enough to be hashed at once.
LONGEST_PASSWORD = 256
#: An address of our own: it begins with one slash and holds nothing that a browser would read as another host.
LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
HOME_OF = {Role.RECIPIENT: "/recipient/"}
MINISTRY = "/ministry/"


class SignInForm(LoginForm):
    """E-mail address and password."""

    password = PasswordField(validators=[InputRequired(), Length(max=LONGEST_PASSWORD)])

    def validate_next(self, _field: Field) -> None:
        """Leave it to ``_destination`` where to go: a bad address is no reason to keep somebody out."""


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
@limiter.limit("10 per minute", methods=["POST"], deduct_when=lambda response: response.status_code == 422)
def sign_in() -> ResponseReturnValue:
    """Ask for address and password, and let in whoever knows both. A refusal does not say which of them is wrong."""
    account = current_account()
    if account:
        return redirect(_destination(account.role))
    form = SignInForm()
    if form.validate_on_submit():  # type: ignore[no-untyped-call]  # the library leaves it unannotated
        known = cast("Account", form.user)
        session.clear()
        login_user(known, remember=False)
        return redirect(_destination(known.role))
    refused = gettext("The e-mail address or the password is not right. Please try again.") if form.errors else ""
    page = render_template("account/sign_in.html", email=form.email.data or "", refused=refused)
    return page, 422 if refused else 200


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session, here and on the server."""
    logout_user()
    session.clear()
    return redirect(url_for("public.start"))


def _destination(role: str) -> str:
    """Return where whoever has signed in wanted to go, else where their work is."""
    wanted = request.args.get("next", "")
    return wanted if LOCAL.fullmatch(wanted) else HOME_OF.get(Role(role), MINISTRY)
