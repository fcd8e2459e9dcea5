"""``filmbote campaign``: send a campaign, see how far it has come, remind whoever is missing."""

import secrets
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.commands.answers import Answer, actor_named, answering, house
from catalog.distribution.campaigning import campaigns, lists, previewing, progressing
from catalog.distribution.campaigning.picking import NoSuchGroup, NotAPick, Pick, Way
from catalog.distribution.campaigning.progressing import Progress
from catalog.distribution.models import Campaign, Delivery
from catalog.films import register
from catalog.foundation.database import utc_now
from catalog.people.models import OrganisationGroup
from catalog.people.organisations import RefusedRow
from catalog.people.tables import read_table

MOST_LISTED = 1000
#: What recipients can be picked by, as it is typed.
TO_HELP = (
    "One of: everybody, municipalities, kind:wir_office, district:06435, group:NAME, "
    "holders-of:FILM/LANGUAGE/REVISION, not-acknowledged:FILM/LANGUAGE, table:FILE, keys:06435012,eae-giessen."
)


@click.group("campaign")
def campaign() -> None:
    """Send campaigns, see how far they have come, remind."""


def _show_campaign(answer: Answer) -> None:
    due = f", to be acknowledged by {answer['due_on']}" if answer["due_on"] else ""
    click.echo(f"{answer['id']}  {answer['name'] or '–'}  {', '.join(answer['languages'])}{due}")
    click.echo(f"   {answer['recipients']} recipients, {answer['acknowledged']} of {answer['asked']} acknowledged")
    _show_refused(answer)
    for one in answer.get("missing", []):
        click.echo(f"   missing: {one['key']}  {one['name']}  {', '.join(one['languages'])}")


def _show_sent(answer: Answer) -> None:
    if not answer["is_new"]:
        click.echo("This campaign had been sent already. Nothing was sent a second time.")
    _show_campaign(answer)


def _show_campaigns(answer: Answer) -> None:
    for entry in answer["campaigns"]:
        _show_campaign(entry)


def _show_preview(answer: Answer) -> None:
    click.echo(f"{answer['recipients']} recipients, {answer['letters']} letters, {answer['without_address']} unreached")
    for version in answer["versions"]:
        click.echo(f"   {version['language']}: {version['new']} new, {version['again']} again, {version['left']} left")
    _show_refused(answer)


def _show_refused(answer: Answer) -> None:
    for row in answer.get("refused", []):
        click.echo(f"line {row['line']}: {row['sentence']}", err=True)


def _show_reminded(answer: Answer) -> None:
    click.echo(f"{answer['reminded']} recipients are being reminded")


@campaign.command("send")
@click.option("--version", "versions", multiple=True, required=True, metavar="FILM/LANGUAGE", help="Repeatable.")
@click.option("--to", required=True, metavar="RECIPIENTS", help=TO_HELP)
@click.option("--except", "without", default="", metavar="KEYS", help="Who shall get nothing.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="Until when recipients should acknowledge it.")
@click.option("--name", default="", help="What the ministry calls it.")
@click.option("--words-de", default="", help="Your own words in the German letter.")
@click.option("--words-en", default="", help="Your own words in the English letter.")
@click.option("--key", default="", help="The same key twice is one campaign.")
@click.option("--as", "account", metavar="ACCOUNT", help="Who sends it; without it, the operator.")
@answering(_show_sent)
def send(
    versions: tuple[str, ...],
    to: str,
    without: str,
    due: datetime | None,
    name: str,
    words_de: str,
    words_en: str,
    key: str,
    account: str | None,
) -> Answer:
    """Offer language versions to recipients, with a letter to each."""
    words = {"de": words_de, "en": words_en}
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            pick, refused = _picked(session, to, without)
            ids = [_version_id(session, version) for version in versions]
            sent = campaigns.send(
                session, ids, pick, name, due.date() if due else None, words, key or secrets.token_urlsafe(18), by=by
            )
            session.flush()
            told = _told(progressing.progress(session, [sent.campaign], utc_now())[0])
    return {**told, "is_new": sent.is_new, "refused": _refused(refused)}


@campaign.command("preview")
@click.option("--version", "versions", multiple=True, required=True, metavar="FILM/LANGUAGE", help="Repeatable.")
@click.option("--to", required=True, metavar="RECIPIENTS", help=TO_HELP)
@click.option("--except", "without", default="", metavar="KEYS", help="Who shall get nothing.")
@answering(_show_preview)
def preview(versions: tuple[str, ...], to: str, without: str) -> Answer:
    """Say who would get what; nothing is sent."""
    with house() as runtime, runtime.question() as session:
        pick, refused = _picked(session, to, without)
        chosen = campaigns.check(session, [_version_id(session, version) for version in versions], pick)
        seen = previewing.preview(session, [version.id for version in chosen], pick, most=0)
        return {
            "recipients": seen.recipients,
            "letters": seen.letters,
            "without_address": seen.without_address,
            "versions": [
                {"language": version.language, "revision": version.revision}
                | {fate.value: seen.fates[version.id].get(fate, 0) for fate in previewing.Fate}
                for version in chosen
            ],
            "refused": _refused(refused),
        }


@campaign.command("list")
@answering(_show_campaigns)
def list_campaigns() -> Answer:
    """List the campaigns, the newest first."""
    with house() as runtime, runtime.question() as session:
        shown, _ = progressing.page(session, utc_now(), 1, MOST_LISTED)
        return {"campaigns": [_told(progress) for progress in shown]}


@campaign.command("show")
@click.argument("number", type=int)
@answering(_show_campaign)
def show(number: int) -> Answer:
    """Show the campaign NUMBER, and who is missing."""
    with house() as runtime, runtime.question() as session:
        found = campaigns.campaign_of(session, number)
        missing = progressing.missing(session, number, utc_now())
        told = _told(progressing.progress(session, [found], utc_now())[0])
        return told | {
            "missing": [{"key": one.key, "name": one.name, "languages": list(one.languages)} for one in missing]
        }


@campaign.command("remind")
@click.argument("number", type=int)
@click.option("--as", "account", metavar="ACCOUNT", help="Who reminds; without it, the operator.")
@answering(_show_reminded)
def remind(number: int, account: str | None) -> Answer:
    """Remind everybody who has not acknowledged what the campaign NUMBER offered, at most once a day."""
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            campaigns.campaign_of(session, number)
            meant = Delivery.id.in_(progressing.deliveries_of(number))
            return {"campaign": number, "reminded": campaigns.remind(session, meant, f"campaign:{number}", by=by)}


def _picked(session: Session, to: str, without: str) -> tuple[Pick, list[RefusedRow]]:
    """Return whom ``--to`` and ``--except`` mean, and what in their lists means nobody."""
    way, _, of = to.partition(":")
    left_out = lists.typed(session, without)
    refused = list(left_out.refused)
    if way in ("table", "keys"):
        named = lists.typed(session, of) if way == "keys" else _named_in(session, Path(of))
        refused = [*named.refused, *refused]
        picked: dict[str, object] = {Way.LISTED: list(named.organisation_ids)}
    elif way in ("holders-of", "not-acknowledged"):
        picked = {way.replace("-", "_"): _version_id(session, of)}
    elif way == "group":
        picked = {way: _group_id(session, of)}
    elif to == "everybody":
        picked = {way: True}
    else:
        picked = {"kind": "municipality"} if to == "municipalities" else {way: of}
    return Pick.read(picked | {"without": list(left_out.organisation_ids)}), refused


def _group_id(session: Session, name: str) -> int:
    found = session.scalar(select(OrganisationGroup.id).where(OrganisationGroup.name == name))
    if found is None:
        raise NoSuchGroup
    return found


def _named_in(session: Session, file: Path) -> lists.Named:
    if not file.is_file():
        raise NotAPick
    return lists.named_in(session, read_table(file.read_bytes(), file.name))


def _version_id(session: Session, named: str) -> int:
    """Return the published version that FILM/LANGUAGE names, in a revision of its own as FILM/LANGUAGE/2."""
    slug, _, rest = named.partition("/")
    tag, _, revision = rest.partition("/")
    if not revision:
        return register.published(session, slug, tag).id
    for version in register.versions_of(session, slug):
        if version.language == tag and str(version.revision) == revision:
            return version.id
    raise register.NoSuchVersion


def _refused(rows: list[RefusedRow]) -> list[Answer]:
    return [{"line": row.line, "code": row.reason.code, "sentence": str(row.reason)} for row in rows]


def _told(progress: Progress) -> Answer:
    found: Campaign = progress.campaign
    return {
        "id": found.id,
        "name": found.name,
        "languages": [version.language for version in found.versions],
        "sent_at": found.begun_at.isoformat(),
        "due_on": found.due_on.isoformat() if found.due_on else None,
        "picked": found.picked,
        "recipients": progress.recipients,
        "deliveries": progress.tally.total,
        "asked": progress.tally.asked,
        "acknowledged": progress.tally.arrived,
    }
