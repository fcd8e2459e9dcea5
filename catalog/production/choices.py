"""What only a person can decide: inspection asks, an editor answers, and inspection goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.lifecycle import Status, WrongStatus, step
from catalog.films.models import LanguageVersion
from catalog.foundation import audit, queue
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid
from catalog.people.permissions import Action, Actor, require
from catalog.production import leftovers, setbacks
from catalog.production.models import Choice, Finding, Matter

#: What may be answered to every question.
WRONG_FILE = "wrong file"

TAKEN_BACK = N_("An editor has said that this is the wrong file. Please hand in the right one.")


class NoAnswer(Invalid):
    """A question was left open, or something was answered that cannot be chosen."""

    sentence = N_("Please choose one of the answers to each question.")


@dataclass(frozen=True, slots=True)
class Question:
    """What inspection cannot decide, with the answers that there are."""

    matter: Matter
    options: tuple[str, ...]
    #: What the page shows beside the answers.
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person has chosen, and what the question was about."""

    chosen: str
    about: Mapping[str, Any]


def ask(session: Session, version: LanguageVersion, questions: Sequence[Question]) -> None:
    """Put questions about the files of a version that is in work; it waits until all are answered."""
    for question in questions:
        about = {**question.about, "options": [*question.options, WRONG_FILE]}
        session.add(Choice(version_id=version.id, matter=question.matter, about=about))
    version.status = step(Status(version.status), Status.ASKING)


def decide(session: Session, version: LanguageVersion, matter: Matter, chosen: str) -> None:
    """Record what the editor has said when handing in, before anybody had to ask."""
    session.add(Choice(version_id=version.id, matter=matter, chosen=chosen, chosen_at=utc_now()))


def forget(session: Session, version: LanguageVersion) -> None:
    """Forget what was asked and answered about files that are replaced now."""
    session.execute(delete(Choice).where(Choice.version_id == version.id))


def open_questions(session: Session, version_id: int) -> Sequence[Choice]:
    """Return what has not been answered yet."""
    unanswered = select(Choice).where(Choice.version_id == version_id, Choice.chosen.is_(None))
    return session.scalars(unanswered.order_by(Choice.id)).all()


def answers(session: Session, version_id: int) -> dict[Matter, Answer]:
    """Return what has been answered."""
    answered = select(Choice).where(Choice.version_id == version_id, Choice.chosen.is_not(None))
    return {Matter(choice.matter): Answer(choice.chosen or "", choice.about) for choice in session.scalars(answered)}


def frames_of(question: Choice) -> set[str]:
    """Return the names of the frames that a question shows, as the storage has them."""
    pairs = [pair for known in question.about.get("known", []) for pair in known["pairs"]]
    return {frame["sha256"] for pair in pairs for frame in pair.values()}


def answer(session: Session, version_id: int, chosen: Mapping[str, str], *, by: Actor) -> LanguageVersion:
    """Answer every question about a version; inspection goes on, or the version is refused as the wrong file.

    Args:
        session: a writing session.
        version_id: the version that waits for the answers.
        chosen: one of the options for each matter.
        by: who answers.

    Raises:
        NoSuchVersion: there is no such version.
        WrongStatus: nothing is asked about it.
        NoAnswer: a question is left open.
    """
    require(by, Action.UPLOAD)
    version = register.locked(session, version_id)
    if version.status != Status.ASKING:
        raise WrongStatus(status=Status(version.status).value, wanted=Status.PROCESSING.value)
    choices = open_questions(session, version_id)
    for choice in choices:
        picked = chosen.get(choice.matter, "")
        if picked not in choice.about["options"]:
            raise NoAnswer
        choice.chosen, choice.chosen_at, choice.chosen_by_id = picked, utc_now(), by.account_id
    told = {choice.matter: choice.chosen for choice in choices}
    audit.record(session, by, "answered", version.subject, **told)
    if WRONG_FILE in told.values():
        finding = Finding(version_id=version.id, code="wrong_file", blocking=True, sentence=TAKEN_BACK)
        setbacks.refuse(session, version, finding)
        leftovers.release(session, version.id)
        return version
    version.status = step(Status.ASKING, Status.PROCESSING)
    key = f"inspect:{version.id}:answered-{max(choice.id for choice in choices)}"
    queue.order(session, "inspect", version.subject, key=key, version_id=version.id)
    return version
