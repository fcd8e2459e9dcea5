"""Who may enter which route: every route × every method × everybody, read from the map of addresses."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter

from catalog.people.permissions import ALLOWED, Action, Role
from catalog.web.guards import Policy, Unguarded, needs, policies, public, refuse_unguarded
from tests.web.conftest import form_token, sign_in

#: Stand in every place of an address; nothing has this number or this name.
NO_NUMBER, NO_NAME = 987_654, "nothing"
#: What differs from page to page although it says the same: the form's token, and the page's own address.
PASSING = re.compile(r'name="csrf_token" value="[^"]*"|/\d+')
EVERYBODY = (None, *(role for role in Role if role != Role.OPERATOR))


def routes(app: Flask) -> Iterator[tuple[str, str, Policy]]:
    """Yield method, an address and the policy of every route."""
    for rule, method, policy in policies(app):
        places = {name: filling(kind) for name, kind in rule._converters.items()}
        _, address = rule.build(places, append_unknown=False)
        yield method, address, policy


def filling(kind: BaseConverter) -> int | str:
    """Return what stands in a place of an address: nothing that there is, unless only a few words may stand there."""
    if isinstance(kind, AnyConverter):
        return min(kind.items)
    return NO_NUMBER if isinstance(kind, IntegerConverter) else NO_NAME


def turned_away(policy: Policy, role: Role | None, address: str) -> int | None:
    """Return the status with which somebody is turned away, or None when the route lets them in."""
    # Who comes by a link is whom the link names: a made-up one names nobody, whoever is signed in.
    if policy.everybody or address.startswith("/link/"):
        return None
    if role is None:
        return 401 if address.startswith("/api/") else 302
    return 403 if policy.action and policy.action not in ALLOWED[role] else None


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_route_lets_in_whom_its_policy_names(app, session, make, role):
    client = app.test_client()
    headers = {"Tus-Resumable": "1.0.0"}
    if role:
        account = make.account(role)
        session.commit()
        sign_in(client, account)
        headers["X-CSRFToken"] = form_token(client.get("/account/"))

    wrong = []
    for method, address, policy in routes(app):
        if address == "/account/sign-out":
            continue
        answer = client.open(address, method=method, headers=headers)
        to_sign_in = answer.status_code == 302 and answer.location.startswith("/account/sign-in")
        refused = to_sign_in or answer.status_code in {401, 403} or answer.status_code >= 500
        expected = turned_away(policy, role, address)
        if refused != bool(expected) or (expected and answer.status_code != expected):
            wrong.append((method, address, answer.status_code))

    assert wrong == []


@pytest.mark.parametrize("role", [None, Role.RECIPIENT])
def test_a_made_up_link_lets_nobody_in_anywhere(app, session, make, role):
    client = app.test_client()
    if role:
        account = make.account(role)
        session.commit()
        sign_in(client, account)

    behind = [(method, address) for method, address, _ in routes(app) if address.startswith("/link/")]

    assert len(behind) > 10
    assert {client.open(address, method=method).status_code for method, address in behind} == {404}


def test_every_route_has_a_policy(app):
    assert [str(rule) for rule, _, policy in policies(app) if policy is None] == []


def test_a_route_without_a_policy_keeps_the_service_from_starting(own_app):
    own_app.add_url_rule("/forgotten", "forgotten", lambda: "")

    with pytest.raises(Unguarded, match="GET /forgotten"):
        refuse_unguarded(own_app)


def test_a_route_has_only_one_policy():
    with pytest.raises(Unguarded, match="two"):

        @public
        @needs(Action.APPROVE)
        def torn() -> None: ...


@pytest.mark.parametrize(
    ("door", "people"),
    [
        ("/ministry/", {Role.ADMINISTRATOR, Role.EDITOR, Role.REVIEWER, Role.OPERATOR}),
        ("/recipient/", {Role.RECIPIENT}),
    ],
)
def test_a_door_opens_to_its_own_people_alone(app, door, people):
    behind = [(address, policy) for _, address, policy in routes(app) if address.startswith(door)]

    for address, policy in behind:
        assert policy.action, f"{address} asks for no role"
        assert {role for role in Role if policy.action in ALLOWED[role]} <= people, address
    assert len(behind) > 5


def test_nobody_changes_anything_without_signing_in(app):
    open_to_all = {(method, address) for method, address, policy in routes(app) if policy.everybody and method != "GET"}

    # Mail programs sign off from reminders (RFC 8058); the signature in the address is the proof.
    sign_off = ("POST", f"/unsubscribe/{NO_NAME}")
    assert open_to_all == {("POST", "/account/sign-in"), ("POST", "/account/sign-out"), sign_off}


def test_what_belongs_to_others_looks_as_if_it_were_not_there(app, session, make):
    own, neighbour = make.organisation(), make.organisation(key="06435001", name="Bad Orb")
    foreign = make.delivery(organisation=neighbour).id
    account = make.account(Role.RECIPIENT, organisation=own)
    session.commit()
    client = sign_in(app.test_client(), account)
    headers = {"X-CSRFToken": form_token(client.get("/account/"))}
    theirs = [
        (method, address)
        for method, address, _ in routes(app)
        if address.startswith(f"/recipient/deliveries/{NO_NUMBER}")
    ]

    for method, missing in theirs:
        never_there = client.open(missing, method=method, headers=headers)
        not_ours = client.open(missing.replace(str(NO_NUMBER), str(foreign)), method=method, headers=headers)
        assert (never_there.status_code, not_ours.status_code) == (404, 404), missing
        assert PASSING.sub("", never_there.text) == PASSING.sub("", not_ours.text)
    assert len(theirs) >= 4
