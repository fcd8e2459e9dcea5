"""Every page of the house, by the name of its route: who stands before it and where.

``tests/web/test_every_page.py`` compares it with the map of addresses, so that a
new page cannot be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from catalog.distribution.letters import unsubscribing
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent
from catalog.distribution.responses import screenings
from catalog.distribution.stages import today
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation import mail
from catalog.foundation.database import utc_now
from catalog.foundation.runtime import Runtime
from catalog.people import accounts, groups, links, organisations
from catalog.people.models import Contact
from catalog.people.permissions import MACHINE

#: Whoever has had the film for weeks: Lautertal in the Odenwald.
NEIGHBOUR = "06431014"
#: Whose clerk signs in.
GRUENDAU = "06435012"
LETTER = {
    "key": "every-door",
    "to": "rathaus@lautertal.example",
    "subject": "Neu für Sie",
    "body": "Guten Tag,\n\nein Film ist da.\n",
    "html": "<!doctype html><html lang=de><title>Neu für Sie</title><main><h1>Neu für Sie</h1></main>",
}

#: Whoever is named before the address is signed in; without a name it is anybody.
PAGES: Mapping[str, tuple[str, str]] = {
    "public.start": ("", "/"),
    "public.version": ("", "/film/polizei/de"),
    "public.accessibility": ("", "/accessibility"),
    "public.barrier": ("", "/barrier"),
    "public.imprint": ("", "/imprint"),
    "public.privacy": ("", "/privacy"),
    "public.sources": ("", "/sources"),
    "public.ask_to_sign_off": ("", "/unsubscribe/{code}"),
    "account.sign_in": ("", "/account/sign-in"),
    "account.profile": ("editor", "/account/"),
    "films.overview": ("editor", "/ministry/"),
    "films.ask": ("editor", "/ministry/films/new"),
    "films.show": ("editor", "/ministry/films/polizei"),
    "rights.ask": ("editor", "/ministry/films/polizei/rights"),
    "costs.show": ("editor", "/ministry/films/polizei/costs"),
    "wording.show": ("editor", "/ministry/films/polizei/words"),
    "excerpts.preview": ("editor", "/ministry/films/polizei/excerpts?from=0:10&to=0:40"),
    "handing_in.ask": ("editor", "/ministry/films/polizei/versions/new"),
    "packages.ask": ("editor", "/ministry/packages/new"),
    "jobs.show": ("editor", "/ministry/jobs"),
    "versions.show": ("editor", "/ministry/versions/{version}"),
    "reviewing.show": ("reviewer", "/ministry/versions/{version}/review"),
    "captions.edit": ("editor", "/ministry/versions/{version}/captions/de"),
    "captions.history": ("editor", "/ministry/versions/{version}/captions/de/history"),
    "board.show": ("editor", "/ministry/board"),
    "board.district": ("editor", "/ministry/board/06435"),
    "board.who_is_missing": ("editor", "/ministry/board/missing"),
    "board.over_time": ("editor", "/ministry/board/timeline"),
    "demand.show": ("editor", "/ministry/demand"),
    "screenings.show": ("editor", "/ministry/screenings"),
    "campaigns.index": ("editor", "/ministry/campaigns"),
    "campaigns.show": ("editor", "/ministry/campaigns/{campaign}"),
    "campaign_forms.ask": ("editor", "/ministry/campaigns/new"),
    "letters.index": ("editor", "/ministry/letters"),
    "letters.show": ("editor", "/ministry/letters/{letter}"),
    "letters.samples": ("editor", "/ministry/letters/samples"),
    "letters.without_address": ("editor", "/ministry/letters/without-address"),
    "shipments.index": ("editor", "/ministry/shipments"),
    "shipments.ask": ("editor", "/ministry/shipments/new"),
    "recalls.index": ("editor", "/ministry/recalls"),
    "recalls.ask": ("editor", "/ministry/recalls/{version}/holders"),
    "recalls.show": ("editor", "/ministry/recalls/{recalled}"),
    "recall_reports.show": ("editor", "/ministry/recalls/{recalled}/report"),
    "corrections.ask": ("editor", "/ministry/events/{event}/correction"),
    "corrections.listen": ("editor", "/ministry/organisations/{neighbour}/told"),
    "groups.index": ("admin", "/ministry/groups"),
    "groups.show": ("admin", "/ministry/groups/{group}"),
    "organisations.index": ("admin", "/ministry/organisations"),
    "organisations.show": ("admin", "/ministry/organisations/{neighbour}"),
    "organisations.new": ("admin", "/ministry/organisations/new"),
    "changes.show": ("admin", "/ministry/organisations/{neighbour}/changes"),
    "keeping.facts": ("admin", "/ministry/organisations/{neighbour}/facts"),
    "keeping.contact": ("admin", "/ministry/organisations/{neighbour}/contacts/{contact}"),
    "keeping.new_contact": ("admin", "/ministry/organisations/{neighbour}/contacts/new"),
    "accounts.show": ("admin", "/ministry/accounts"),
    "oversight.show": ("admin", "/ministry/audit"),
    "recipient.films": ("centre", "/recipient/"),
    "recipient.show": ("municipality", "/recipient/deliveries/{delivery}"),
    "recipient.status": ("municipality", "/recipient/status"),
    "recipient.showings": ("municipality", "/recipient/screenings"),
    "recipient.ask_back": ("municipality", "/recipient/screenings/{showing}/taking-back"),
    "recipient.history": ("municipality", "/recipient/history"),
    "link.films": ("", "{link}"),
    "link.show": ("", "{link}deliveries/{delivery}"),
    "link.status": ("", "{link}status"),
    "link.showings": ("", "{link}screenings"),
    "link.ask_back": ("", "{link}screenings/{showing}/taking-back"),
    "link.history": ("", "{link}history"),
}
#: The same routes in another direction.
AS_WELL: tuple[tuple[str, str], ...] = (("", "/film/polizei/ar"),)
#: Pages that need a story of their own: which flow stands before them.
IN_A_STORY: Mapping[str, str] = {
    "excerpts.plan": "test_ways_in.py",
    "questions.ask": "test_ways_in.py",
    "packages.show": "test_import.py",
}
#: Answers that are no pages though their addresses have no suffix: parts of pages, ways to another address, files.
NO_PAGES = frozenset(
    {
        *("public.offer", "jobs.now", "packages.now", "versions.now", "matrix.show", "extras.films", "questions.sound"),
        *("recalls.choose", "public.film"),
        # They stand in a frame in which no script runs, not even one that looks for barriers.
        *("letters.show_html", "letters.sample_html"),
        *("board.take_along", "tickets.fetch", "static", "health.health"),
    }
)


@dataclass(frozen=True)
class Walk:
    """What stands in the addresses of one house."""

    names: Mapping[str, object]

    def address(self, told: str) -> str:
        """Return an address with the house's own numbers."""
        return told.format(**self.names)


def prepared(runtime: Runtime) -> Walk:
    """Return what stands in the addresses of the demonstration; a letter, a group, a link and a showing are entered."""
    with runtime.transaction() as session:
        clerk = accounts.named(session, "municipality@filmbote.example")
        gruendau = organisations.by_key(session, GRUENDAU).id
        neighbour = organisations.by_key(session, NEIGHBOUR).id
        german = _first(session, LanguageVersion.language == "de")
        delivery = session.scalars(_deliveries(german, gruendau)).one()
        sent = session.scalars(_deliveries(german, neighbour)).one()
        contact = session.scalars(select(Contact.id).where(Contact.organisation_id == neighbour)).first()
        letter = mail.enter(session, runtime.config, **LETTER, about=f"organisation:{neighbour}")
        (link,) = links.issue(session, [gruendau])
        address = links.address_of(runtime.config, link)
        session.flush()
        return Walk(
            {
                "version": german,
                "recalled": _first(session, LanguageVersion.status == Status.RECALLED),
                "campaign": session.scalars(select(Campaign.id).order_by(Campaign.id)).first(),
                "event": session.scalars(select(DeliveryEvent.id).where(DeliveryEvent.delivery_id == sent)).all()[1],
                "letter": letter.id,
                "group": groups.make(session, "Jede Tür", by=MACHINE).id,
                "neighbour": neighbour,
                "contact": contact,
                "delivery": delivery,
                "showing": screenings.report(session, delivery, today(utc_now()), 30, by=clerk.actor).id,
                "link": address[address.index("/link/") :],
                "code": unsubscribing.address(runtime.config, neighbour, contact).rpartition("/")[2],
            }
        )


def _first(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalars(select(LanguageVersion.id).where(which).order_by(LanguageVersion.id)).all()[0]


def _deliveries(version_id: int, organisation_id: int) -> Select[int]:
    return select(Delivery.id).where(Delivery.version_id == version_id, Delivery.organisation_id == organisation_id)
