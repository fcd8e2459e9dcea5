"""Who may enter which route: every route × every method × everybody, read from the map of addresses."""

import pytest
from flask import Flask

from catalog.people.permissions import ALLOWED, Action, Role
from catalog.web.guards import Policy, Unguarded, needs, policies, public, refuse_unguarded
from tests.web.conftest import form_token, sign_in

#: Stands in every place of an address; nothing has this number or this name.
NOTHING = {"int": 987_654, "default": "nothing", "path": "nothing", "string": "nothing"}


def addresses(app: Flask):
    """Yield endpoint, method, policy and an address of every route."""
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for endpoint, method, policy in policies(app):
        rule = rules[endpoint]
        places = {
            name: 987_654 if "Integer" in type(kind).__name__ else "nothing" for name, kind in rule._converters.items()
        }
        _, address = rule.build(places, append_unknown=False)
        yield endpoint, method, policy, address.lstrip("|")


def expected(policy: Policy, role: Role | None, address: str) -> set[int] | None:
    """Return the status with which somebody is turned away, or None when the route lets them in."""
    if policy.everybody:
        return None
    if role is None:
        return {401} if address.startswith("/api/") else {302}
    if policy.action and policy.action not in ALLOWED[role]:
        return {403}
    return None


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.OPERATOR)])
def test_every_route_lets_in_whom_its_policy_names(app, session, make, role):
    client = app.test_client()
    token = {}
    if role:
        account = make.account(role)
        session.commit()
        sign_in(client, account)
        token = {"X-CSRFToken": form_token(client.get("/account/"))}

    wrong = []
    for endpoint, method, policy, address in addresses(app):
        if endpoint == "account.sign_out":
            continue
        headers = token | {"Tus-Resumable": "1.0.0"}
        answer = client.open(address, method=method, headers=headers)
        turned_away = expected(policy, role, address)
        if turned_away and answer.status_code not in turned_away:
            wrong.append((method, address, answer.status_code))
        let_in = turned_away is None
        to_sign_in = answer.status_code == 302 and answer.location.startswith("/account/sign-in")
        if let_in and (answer.status_code in {401, 403} or to_sign_in or answer.status_code >= 500):
            wrong.append((method, address, answer.status_code))

    assert wrong == []


def test_every_route_has_a_policy(app):
    assert [endpoint for endpoint, _, policy in policies(app) if policy is None] == []


def test_a_route_without_a_policy_keeps_the_service_from_starting(app):
    app._got_first_request = False
    app.add_url_rule("/forgotten", "forgotten", lambda: "")

    with pytest.raises(Unguarded, match="forgotten"):
        refuse_unguarded(app)


def test_a_route_has_only_one_policy():
    with pytest.raises(Unguarded, match="two"):

        @public
        @needs(Action.APPROVE)
        def torn() -> None: ...


def test_nobody_changes_anything_without_signing_in(app):
    """Every public route that takes more than a question is known by name."""
    changing = {
        (endpoint, method)
        for endpoint, method, policy in policies(app)
        if policy.everybody and method not in {"GET", "HEAD", "OPTIONS"}
    }

    assert changing == {("account.sign_in", "POST"), ("account.sign_out", "POST")}
