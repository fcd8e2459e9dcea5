"""One's own account."""

from flask import render_template

from catalog.web.account.door import bp
from catalog.web.guards import signed_in


@bp.get("/")
@signed_in
def profile() -> str:
    """Show who is signed in, for whom, and as what."""
    return render_template("account/profile.html")
