"""What an address narrows the board to, and what it can be narrowed to."""

from flask import request
from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from catalog.distribution import ledger
from catalog.distribution.board.scopes import COUNTED, Scope
from catalog.distribution.campaigning import campaigns
from catalog.distribution.models import Campaign
from catalog.films import languages, register
from catalog.films.models import Film, LanguageVersion
from catalog.foundation.errors import N_, Invalid
from catalog.people import organisations
from catalog.people.models import OrganisationKind
from catalog.web.context import reading
from catalog.web.language import page_language

KIND_WORDS = {
    OrganisationKind.MUNICIPALITY: N_("Municipalities"),
    OrganisationKind.RECEPTION_CENTRE: N_("Reception centres"),
    OrganisationKind.ADVICE_CENTRE: N_("Advice centres"),
    OrganisationKind.WIR_OFFICE: N_("WIR offices"),
    OrganisationKind.DISTRICT: N_("Districts"),
}


class UnknownChoice(Invalid):
    """The address asks for something that cannot be chosen."""

    sentence = N_("The board cannot be narrowed to “%(choice)s”. Please choose from the lists above the board.")


def scope_asked() -> Scope:
    """Return what the request is about.

    Raises:
        NoSuchFilm, UnknownLanguage, NoSuchCampaign, UnknownOrganisation, UnknownChoice: it names what is not there.
    """
    said = request.values
    film, language, campaign = said.get("film", ""), said.get("language", ""), said.get("campaign", "")
    kind, district = said.get("kind", ""), said.get("district", "")
    if kind and kind not in COUNTED:
        raise UnknownChoice(choice=kind)
    if campaign and not campaign.isdecimal():
        raise UnknownChoice(choice=campaign)
    return Scope(
        film=register.film(reading(), film).slug if film else "",
        language=languages.canonical(language) if language else "",
        campaign_id=campaigns.campaign_of(reading(), int(campaign)).id if campaign else None,
        kind=OrganisationKind(kind) if kind else None,
        district=organisations.by_key(reading(), district, OrganisationKind.DISTRICT).key if district else "",
    )


def parameters(scope: Scope) -> dict[str, str | int]:
    """Return what an address says to mean the scope."""
    said = {
        "film": scope.film,
        "language": scope.language,
        "campaign": scope.campaign_id,
        "kind": scope.kind.value if scope.kind else None,
        "district": scope.district,
    }
    return {name: value for name, value in said.items() if value}


def choices(scope: Scope) -> dict[str, object]:
    """Return what the board can be narrowed to, each as (value, words), and what has been chosen."""
    spoken = set(reading().scalars(select(LanguageVersion.language).where(LanguageVersion.id.in_(ledger.on_offer()))))
    spoken.add(scope.language)
    films = reading().scalars(select(Film).options(selectinload(Film.texts)).order_by(Film.id)).all()
    offered = or_(Campaign.name != "", Campaign.id == scope.campaign_id)
    named = reading().execute(select(Campaign.id, Campaign.name).where(offered).order_by(Campaign.id.desc()))
    return {
        "scope": scope,
        "parameters": parameters(scope),
        "films": [(film.slug, film.title(page_language())) for film in films],
        "languages": [
            (tag, known.name(page_language())) for tag, known in languages.LANGUAGES.items() if tag in spoken
        ],
        "campaigns": [(str(id_), name or gettext("Campaign %(number)s", number=id_)) for id_, name in named],
        "kinds": [(kind.value, gettext(KIND_WORDS[kind])) for kind in COUNTED],
        "districts": {district.key: district.name for district in organisations.districts(reading())},
    }
