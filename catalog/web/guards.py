"""Who may enter which route. Each carries exactly one policy; one without keeps the service from starting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.routing import Rule

from catalog.people.permissions import Action, require
from catalog.web.context import actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom a route lets in: everybody, everybody who is signed in, or those who may do something."""

    everybody: bool = False
    action: Action | None = None

    def enforce(self) -> None:
        """Let the request go on, or refuse it.

        Raises:
            NotSignedIn: nobody is signed in.
            NotPermitted: the account may not do this.
        """
        if self.everybody:
            return
        who = actor()
        if self.action:
            require(who, self.action)


#: What a request may carry unless its view says otherwise: a register as a table is the longest.
LONGEST_BODY_BYTES = 10_000_000
#: Routes that libraries bring with them.
FOREIGN_ROUTES = {"static": Policy(everybody=True), "api-docs.openapi_json": Policy(everybody=True)}


class Unguarded(Exception):
    """A route does not say whom it lets in: a mistake of ours, found when the service starts."""


def public(view: View) -> View:
    """Let everybody in."""
    return _marked(view, Policy(everybody=True))


def signed_in(view: View) -> View:
    """Let everybody in who is signed in."""
    return _marked(view, Policy())


def needs(action: Action) -> Callable[[View], View]:
    """Let those in whose role allows the action."""
    return lambda view: _marked(view, Policy(action=action))


def takes(most_bytes: int | None) -> Callable[[View], View]:
    """Let a request carry more than a form does; None for a view that reads without end what it keeps nowhere else."""

    def marked(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]  # the mark that _enforce looks for
        return view

    return marked


def policies(app: Flask) -> Iterator[tuple[Rule, str, Policy | None]]:
    """Yield every route of the app: its address, a method, and the policy; None where there is none."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, policy_of(app, rule.endpoint, method)


def policy_of(app: Flask, endpoint: str, method: str) -> Policy | None:
    """Return the policy of a route: of its view, or of the method where the view is a class."""
    if endpoint in FOREIGN_ROUTES:
        return FOREIGN_ROUTES[endpoint]
    view = app.view_functions[endpoint]
    if hasattr(view, "view_class"):
        asked = "get" if method == "HEAD" else method.lower()
        view = getattr(view.view_class, asked, view.view_class)
    return getattr(view, "policy", None)


def prepare(app: Flask) -> None:
    """Ask the policy before every view."""
    app.before_request(_enforce)


def refuse_unguarded(app: Flask) -> None:
    """Let the app go on only when all its routes are guarded.

    Raises:
        Unguarded: names each route that is not.
    """
    open_routes = [f"{method} {rule}" for rule, method, policy in policies(app) if policy is None]
    if open_routes:
        raise Unguarded(", ".join(open_routes))


def _enforce() -> None:
    if request.url_rule is None or request.method == "OPTIONS":
        return
    policy = policy_of(current_app, request.url_rule.endpoint, request.method)
    if policy is None:
        raise Unguarded(request.url_rule.endpoint)
    policy.enforce()
    view = current_app.view_functions[request.url_rule.endpoint]
    request.max_content_length = getattr(view, "most_bytes", LONGEST_BODY_BYTES)


def _marked(view: View, policy: Policy) -> View:
    if hasattr(view, "policy"):
        raise Unguarded(f"{view.__name__} has two policies")
    view.policy = policy  # type: ignore[attr-defined]  # the mark that _enforce looks for
    return view
