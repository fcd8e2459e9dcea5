"""Makes the people and things of a test, each with only what the test names."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.distribution.models import Campaign, Delivery, DeliveryEvent
from catalog.distribution.stages import EventKind, received_on, standing_of
from catalog.films.lifecycle import Status
from catalog.films.models import Edition, Film, FilmText, LanguageVersion, Picture, PictureStatus
from catalog.foundation.database import utc_now
from catalog.people import links
from catalog.people.models import Account, Link, Organisation, OrganisationKind
from catalog.people.permissions import Role

T = TypeVar("T")

PASSWORD = "correct horse battery"
#: Hashed once and cheaply: a test signs in, it does not guard a secret.
CHEAPLY = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
PASSWORD_HASH = PasswordHasher(**CHEAPLY).hash(PASSWORD)


@dataclass
class Factory:
    """Adds to one session and flushes; nothing is committed unless the test does."""

    session: Session

    def organisation(
        self,
        kind: OrganisationKind = OrganisationKind.MUNICIPALITY,
        key: str = "06435012",
        name: str = "Gründau",
        district_key: str | None = "06435",
        **facts: object,
    ) -> Organisation:
        """Return the organisation with this key, made when it is not there."""
        known = self.session.scalar(select(Organisation).where(Organisation.kind == kind, Organisation.key == key))
        return known or self._added(
            Organisation(kind=kind, key=key, name=name, district_key=district_key, former_keys=[], **facts)
        )

    def account(
        self, role: Role = Role.EDITOR, organisation: Organisation | None = None, email: str | None = None
    ) -> Account:
        """Return a new account; its password is ``PASSWORD``."""
        if role == Role.RECIPIENT and organisation is None:
            organisation = self.organisation()
        return self._added(
            Account(
                email=email or f"{role.value}-{secrets.token_hex(3)}@filmbote.example",
                name=role.value.title(),
                role=role,
                organisation=organisation,
                password=PASSWORD_HASH,
                active=True,
                fs_uniquifier=secrets.token_hex(16),
            )
        )

    def film(self, slug: str = "polizei", title: str = "Die Polizei") -> Film:
        """Return the film with this short name, made with its full edition when it is not there."""
        known = self.session.scalar(select(Film).where(Film.slug == slug))
        return known or self._added(
            Film(
                slug=slug,
                texts=[FilmText(language="de", title=title)],
                editions=[Edition(name="full")],
                contact="film@filmbote.example",
            )
        )

    def version(
        self,
        language: str = "de",
        status: Status = Status.DRAFT,
        film: Film | None = None,
        revision: int = 1,
        **facts: object,
    ) -> LanguageVersion:
        """Return a new language version, without files."""
        edition = (film or self.film()).editions[0]
        facts.setdefault("title", f"Titel ({language})")
        if status == Status.APPROVED and "approved_by_id" not in facts:
            facts["approved_by_id"] = self.account(Role.REVIEWER).id
        if status in (Status.PUBLISHED, Status.SUPERSEDED, Status.RECALLED):
            facts.setdefault("published_at", utc_now())
        return self._added(
            LanguageVersion(edition=edition, language=language, status=status, revision=revision, **facts)
        )

    def picture(self, *versions: LanguageVersion, **facts: object) -> Picture:
        """Return a new picture of four seconds, finished and laid under these versions, without files."""
        picture = Picture(
            **{
                "edition": versions[0].edition,
                "status": PictureStatus.READY,
                "source_sha256": "c" * 64,
                "source_size_bytes": 5000,
                "width_px": 320,
                "height_px": 180,
                "fps": "25/1",
                "duration_s": 4.0,
                **facts,
            }
        )
        for version in versions:
            version.picture = picture
        return self._added(picture)

    def delivery(
        self,
        version: LanguageVersion | None = None,
        organisation: Organisation | None = None,
        events: tuple[EventKind, ...] = (EventKind.OFFERED,),
        due_on: date | None = None,
    ) -> Delivery:
        """Return a new delivery to which these things have happened, in this order."""
        version = version or self.version(status=Status.PUBLISHED)
        return self._added(
            Delivery(
                campaign=Campaign(versions=[version], due_on=due_on),
                version=version,
                organisation=organisation or self.organisation(),
                events=[DeliveryEvent(kind=kind) for kind in events],
                standing=standing_of(events),
                received_on=received_on((kind, utc_now()) for kind in events),
            )
        )

    def link(self, organisation: Organisation, days: int = links.LASTS_DAYS) -> Link:
        """Return a new link that leads an organisation in."""
        (link,) = links.issue(self.session, [organisation.id], days)
        return link

    def _added(self, thing: T) -> T:
        self.session.add(thing)
        self.session.flush()
        return thing
