"""The web service: the opened house behind its doors."""

from pathlib import Path

from flask import Flask
from flask_security import Security
from werkzeug.middleware.proxy_fix import ProxyFix

from catalog.foundation.config import secret_key
from catalog.foundation.runtime import Runtime
from catalog.web import (
    account,
    api,
    assets,
    context,
    errors,
    guards,
    headers,
    health,
    language,
    ministry,
    packing,
    public,
    recipient,
    visits,
    words,
)
from catalog.web.account.members import SETTINGS, Members, known_by_session_alone
from catalog.web.limits import limiter
from catalog.web.sessions import ServerSessions

HERE = Path(__file__).parent
#: No form of ours is longer; uploads do not come as forms.
LONGEST_FORM_BYTES = 200_000


def create_app(runtime: Runtime) -> Flask:
    """Return the web service of this house.

    Raises:
        Unguarded: a route does not say whom it lets in.
    """
    app = Flask("catalog", template_folder=str(beside("templates")))
    app.config.from_mapping(
        SETTINGS,
        SECRET_KEY=secret_key(runtime.config),
        SECURITY_PASSWORD_SALT=secret_key(runtime.config),
        MAX_FORM_MEMORY_SIZE=LONGEST_FORM_BYTES,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.session_interface = ServerSessions(runtime)
    context.prepare(app, runtime)
    _open_doors(app, runtime)
    guards.refuse_unguarded(app)
    if runtime.config.proxies:
        hops = runtime.config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's own way
    return app


def beside(name: str) -> Path:
    """Return a folder that lies beside the package in a checkout, and inside of it when it was installed."""
    installed = HERE / name
    return installed if installed.is_dir() else HERE.parent / name


def _open_doors(app: Flask, runtime: Runtime) -> None:
    """Hang every door, in the order in which a request passes them: who is it, may they, is the form ours."""
    language.prepare(app, beside("translations"))
    words.prepare(app)
    assets.prepare(app, HERE / "static")
    headers.prepare(app, secure=runtime.config.secure)
    packing.prepare(app)
    known_by_session_alone(Security(app, Members(), register_blueprint=False))
    guards.prepare(app)
    visits.prepare(app)
    limiter.init_app(app)
    for door in (public, recipient, ministry, account):
        for blueprint in door.BLUEPRINTS:
            app.register_blueprint(blueprint)
    app.register_blueprint(recipient.bp, name=visits.DOOR, url_prefix=f"/{visits.DOOR}/<token>")
    app.register_blueprint(health.bp)
    api.prepare(app)
    errors.prepare(app)
