"""Letters to the recipients of a campaign: written in one act, sent one by one."""

from urllib.parse import urlsplit

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from catalog.distribution.models import Campaign, Delivery
from catalog.films import languages
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation import mail, queue
from catalog.foundation.config import Config
from catalog.foundation.database import utc_now
from catalog.foundation.mail import Letter
from catalog.foundation.queue import Claim
from catalog.foundation.runtime import Runtime
from catalog.people.models import Organisation

SUBJECT = "Neue Sprachfassung / New language version: {language}"

#: A letter is a document and speaks both languages; its German comes first.
BODY = """\
Guten Tag,

der Film „{title}“ liegt jetzt auf {language_de} ({own_name}) für Sie bereit.
Bitte laden Sie ihn herunter und bestätigen Sie, dass er angekommen ist{until_de}:

{address}

--

Good day,

the film “{title}” is now ready for you in {language_en} ({own_name}).
Please download it and confirm that it has arrived{until_en}:

{address}
"""


def order(session: Session, campaign: Campaign) -> None:
    """Order the letters of a campaign, when any of its recipients has an address."""
    reachable = exists().where(
        Delivery.campaign_id == campaign.id,
        Delivery.organisation_id == Organisation.id,
        Organisation.email.is_not(None),
    )
    if session.scalar(select(reachable)):
        queue.order(
            session,
            "announce",
            f"version:{campaign.version_id}",
            key=f"announce:{campaign.id}",
            most_attempts=mail.MOST_ATTEMPTS,
            campaign_id=campaign.id,
        )


def announce(runtime: Runtime, claim: Claim) -> None:
    """Write the letters of a campaign: to each recipient one, also when the job is run again."""
    if not runtime.config.smtp_url:
        return
    with runtime.transaction() as session:
        queue.holding(session, claim)
        campaign = session.get_one(Campaign, claim.arguments["campaign_id"])
        version = session.get_one(LanguageVersion, campaign.version_id)
        if version.status != Status.PUBLISHED:
            # It was recalled or replaced before its letters were written.
            return
        recipients = (
            select(Organisation.id, Organisation.email)
            .join(Delivery, Delivery.organisation_id == Organisation.id)
            .where(Delivery.campaign_id == campaign.id)
        )
        subject, body = _words(runtime.config, campaign, version)
        host = urlsplit(runtime.config.public_url).hostname or "localhost"
        written = set(session.scalars(select(Letter.key).where(Letter.key.startswith(f"campaign:{campaign.id}:"))))
        for organisation_id, address in session.execute(recipients).all():
            key = f"campaign:{campaign.id}:organisation:{organisation_id}"
            if address and key not in written:
                mail.write(session, key=key, to=address, subject=subject, body=body, host=host)


def send_letter(runtime: Runtime, claim: Claim) -> None:
    """Send one letter; a letter that was sent is not sent again."""
    with runtime.question() as session:
        letter = session.get_one(Letter, claim.arguments["letter_id"])
    if letter.sent_at or not runtime.config.smtp_url:
        return
    mail.send(runtime.config.smtp_url, runtime.config.mail_from, letter)
    with runtime.transaction() as session:
        queue.holding(session, claim)
        session.get_one(Letter, letter.id).sent_at = utc_now()


def _words(config: Config, campaign: Campaign, version: LanguageVersion) -> tuple[str, str]:
    language = languages.language(version.language)
    due_on = campaign.due_on
    body = BODY.format(
        title=version.edition.film.title("de"),
        language_de=language.name_de,
        language_en=language.name_en,
        own_name=language.own_name,
        until_de=f", bis zum {due_on:%d.%m.%Y}" if due_on else "",
        until_en=f", until {due_on:%d %B %Y}" if due_on else "",
        address=f"{config.public_url}/recipient/",
    )
    return SUBJECT.format(language=f"{language.name_de} / {language.name_en}"), body
