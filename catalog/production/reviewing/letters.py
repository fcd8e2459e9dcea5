"""Letters of the review: to those who review, that a version waits for them; to its editor, what became of it.

No letter lets anybody in: whoever follows its link signs in first.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.letters import words_on
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation import audit, mail, queue
from catalog.foundation.config import Config
from catalog.foundation.queue import Claim
from catalog.foundation.runtime import Runtime
from catalog.people.models import Account
from catalog.people.permissions import MACHINE, Role

CALL_SUBJECT = "Zur Prüfung / For review: {language}"
CALL = """\
Guten Tag,

der Film „{title}“ wartet auf {name_de} ({own_name}), Revision {revision}, auf Ihre Prüfung.
Bitte sehen Sie ihn an, notieren Sie, was nicht stimmt, und geben Sie ihn frei oder zurück:

{address}

{alone_de}--

Good day,

the film “{title}” waits for your review in {name_en} ({own_name}), revision {revision}.
Please watch it, note what is wrong, and approve it or send it back:

{address}
{alone_en}"""
ALONE_DE = """\
Sie erhalten diesen Brief, weil noch niemand ein Konto für die Prüfung hat. Bitte richten Sie eines ein.

"""
ALONE_EN = """
You receive this letter because nobody has an account for reviewing yet. Please set one up.
"""

APPROVED_SUBJECT = "Freigegeben / Approved: {language}"
APPROVED = """\
Guten Tag,

{who} hat den Film „{title}“ auf {name_de} ({own_name}), Revision {revision}, freigegeben.
Er kann jetzt veröffentlicht werden:

{address}

--

Good day,

{who} has approved the film “{title}” in {name_en} ({own_name}), revision {revision}.
It can be published now:

{address}
"""

SENT_BACK_SUBJECT = "Zurückgegeben / Sent back: {language}"
SENT_BACK = """\
Guten Tag,

{who} hat den Film „{title}“ auf {name_de} ({own_name}), Revision {revision}, zurückgegeben:

{remark}

Alle Anmerkungen stehen hier:

{address}

--

Good day,

{who} has sent the film “{title}” in {name_en} ({own_name}), revision {revision}, back:

{remark}

All remarks are here:

{address}
"""
VERDICTS = {"approved": (APPROVED_SUBJECT, APPROVED, ""), "sent back": (SENT_BACK_SUBJECT, SENT_BACK, "/review")}


def call_reviewers(session: Session, version: LanguageVersion) -> None:
    """Order the letters to those who review, because a version has come into review just now."""
    entry = audit.record(session, MACHINE, "came into review", version.subject)
    if _reviewers(session, version):
        _order(session, "call_reviewers", version, entry)


def order_verdict(session: Session, version: LanguageVersion, entry: audit.Entry) -> None:
    """Order the letter that tells a version's editor what the entry in the book says of the review."""
    if _editor(session, version):
        _order(session, "tell_editor", version, entry)


def write_calls(runtime: Runtime, claim: Claim) -> None:
    """Write the letters to those who review: to each one, also when the job is run again."""
    with runtime.transaction() as session:
        queue.holding(session, claim)
        version = register.version(session, claim.arguments["about_id"])
        if version.status != Status.IN_REVIEW:
            # Somebody was quicker than the letter.
            return
        address = _address(runtime.config, version, "/review")
        for account in _reviewers(session, version):
            alone = account.role == Role.ADMINISTRATOR
            words = {"alone_de": ALONE_DE if alone else "", "alone_en": ALONE_EN if alone else "", "address": address}
            key = f"call:{claim.arguments['entry_id']}:account:{account.id}"
            _write(session, runtime.config, key, account, version, (CALL_SUBJECT, CALL), words)


def write_verdict(runtime: Runtime, claim: Claim) -> None:
    """Write the letter to the editor, once."""
    with runtime.transaction() as session:
        queue.holding(session, claim)
        entry = session.get_one(audit.Entry, claim.arguments["entry_id"])
        version = register.version(session, claim.arguments["about_id"])
        subject, body, page = VERDICTS[entry.verb]
        words = {
            "who": entry.actor,
            "remark": entry.details.get("remark", ""),
            "address": _address(runtime.config, version, page),
        }
        if editor := _editor(session, version):
            _write(session, runtime.config, f"verdict:{entry.id}", editor, version, (subject, body), words)


def _order(session: Session, task: str, version: LanguageVersion, entry: audit.Entry) -> None:
    """Order a job that writes letters. It is no work on the version, which need not wait for it."""
    session.flush()
    queue.order(
        session,
        task,
        f"review:{version.id}",
        key=f"{task}:{entry.id}",
        most_attempts=mail.MOST_ATTEMPTS,
        about_id=version.id,
        entry_id=entry.id,
    )


def _reviewers(session: Session, version: LanguageVersion) -> Sequence[Account]:
    """Return everybody who may review a version; when there is nobody, those who can let somebody in for it."""
    for role in (Role.REVIEWER, Role.ADMINISTRATOR):
        others = select(Account).where(Account.active, Account.role == role, Account.id != (version.entered_by_id or 0))
        if found := session.scalars(others.order_by(Account.id)).all():
            return found
    return []


def _editor(session: Session, version: LanguageVersion) -> Account | None:
    """Return who entered a version, unless an operator did or the account has ended."""
    editor = session.get(Account, version.entered_by_id) if version.entered_by_id else None
    return editor if editor and editor.active else None


def _address(config: Config, version: LanguageVersion, page: str) -> str:
    return f"{config.public_url}/ministry/versions/{version.id}{page}"


def _write(
    session: Session,
    config: Config,
    key: str,
    account: Account,
    version: LanguageVersion,
    template: tuple[str, str],
    words: dict[str, str],
) -> None:
    subject, body = template
    named = words_on(version)
    filled = body.format(**named, **words)
    mail.write_once(session, config, key=key, to=account.email, subject=subject.format(**named), body=filled)
