"""Campaigns from the command line, for scripts."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from catalog.cli import main
from catalog.distribution.stages import today
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.people.models import OrganisationKind

DONE, REFUSED = 0, 3
IN_A_MONTH = (today(utc_now()) + timedelta(days=30)).isoformat()


@pytest.fixture
def campaign(environment, runtime, monkeypatch):
    """Type ``filmbote campaign ... --json``; return its exit code and the object that it printed."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def typed(*arguments):
        ran = CliRunner().invoke(main, ["campaign", *map(str, arguments), "--json"])
        if ran.exception and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return ran.exit_code, json.loads(ran.stdout)

    return typed


@pytest.fixture
def towns(session, make):
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")
    make.organisation(email="post@gruendau.example")
    make.organisation(key="06412000", name="Frankfurt", district_key="06412")
    make.version("ti", Status.PUBLISHED)
    session.commit()


def test_a_campaign_is_sent_once_shown_and_reminded_of(campaign, towns):
    options = ("--version", "polizei/ti", "--to", "district:06435", "--due", IN_A_MONTH, "--name", "MKK", "--key", "k")

    code, sent = campaign("send", *options)
    assert (code, sent["is_new"], sent["recipients"], sent["languages"]) == (DONE, True, 1, ["ti"])
    assert (sent["picked"], sent["due_on"]) == ({"district": "06435"}, IN_A_MONTH)
    _, again = campaign("send", *options)
    assert (again["id"], again["is_new"]) == (sent["id"], False)
    _, shown = campaign("show", sent["id"])
    assert [one["name"] for one in shown["missing"]] == ["Gründau"]
    assert [one["name"] for one in campaign("list")[1]["campaigns"]] == ["MKK"]
    assert campaign("remind", sent["id"]) == (DONE, {"campaign": sent["id"], "reminded": 1})
    code, refused = campaign("remind", sent["id"])
    assert (code, refused["error"]["code"]) == (REFUSED, "reminded_today")


def test_a_preview_sends_nothing(campaign, towns, tmp_path):
    table = tmp_path / "verteiler.csv"
    table.write_text("AGS\n06435012\n06999999\n")

    code, seen = campaign("preview", "--version", "polizei/ti", "--to", f"table:{table}")

    assert (code, seen["recipients"], seen["letters"]) == (DONE, 1, 1)
    assert seen["versions"] == [{"language": "ti", "revision": 1, "new": 1, "again": 0, "left": 0}]
    assert [(row["line"], row["code"]) for row in seen["refused"]] == [(3, "unknown_key")]
    assert campaign("list")[1]["campaigns"] == []


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("nobody", "not_a_pick"),
        ("group:Modell", "no_such_group"),
        ("table:/nowhere.csv", "not_a_pick"),
        ("district:09999", "unknown_organisation"),
        ("kind:wir_office", "nobody_picked"),
        ("holders-of:polizei/ti/7", "no_such_version"),
    ],
)
def test_a_campaign_that_cannot_be_sent_says_why(campaign, towns, to, code):
    exit_code, answer = campaign("send", "--version", "polizei/ti", "--to", to)

    assert (exit_code, answer["error"]["code"]) == (REFUSED, code)
