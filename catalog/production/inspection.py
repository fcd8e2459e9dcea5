"""The first job: look into what was handed in, and keep it, refuse it, or ask a person.

What is refused leaves nothing behind but its findings. What is kept gets its
picture and its sound.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.films import languages, register
from catalog.foundation.attempts import Attempt, NotYet
from catalog.foundation.errors import N_
from catalog.foundation.storage import sha256_of
from catalog.production import choices, entering, fitting, leftovers, pictures, recognition, setbacks, texts
from catalog.production.choices import Question
from catalog.production.examination import Examined, listen, read_captions
from catalog.production.intake import Marked, Order, order_of
from catalog.production.models import Finding, Purpose
from catalog.production.texts import Reads
from media import facts

FILE_LOST = N_("A file that was handed in is not on the server any more. Please upload it once more.")
NO_PICTURE_YET = N_("There is no picture for this dub yet. Please hand in a whole film in one language first.")
SAME_AGAIN = N_("These are the very files of revision %(revision)s, which is public. Please choose the corrected ones.")
KNOWN_BY_LOOKS = N_(
    "The picture looks the same as the one that is here and is not encoded again. If there is other writing in it, "
    "please hand the film in with its own picture."
)
CAPTIONS_MISSING = N_("There are no captions yet. They are needed before this version can be published.")

#: Where the job stands when the files have been read, and when the picture has been compared.
READ_SHARE, COMPARED_SHARE = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Seen:
    """What the files turned out to be, and what speaks against them."""

    findings: Sequence[Finding]
    examined: Examined
    reads: Reads

    @property
    def refused(self) -> bool:
        """Return whether something speaks against the files that only other files can mend."""
        return any(finding.blocking for finding in self.findings)


def inspect(attempt: Attempt) -> None:
    """Look into the files of a version, and keep or refuse them, or ask what only a person can decide.

    Raises:
        NotYet: a dub has to wait for the picture of a film that is being looked into.
    """
    with attempt.runtime.question() as session:
        order = order_of(session, attempt.runtime.config, attempt.held.arguments["version_id"])
    if order.purpose == Purpose.DUB and not order.common and order.film_coming:
        raise NotYet
    seen = _seen(attempt, order)
    attempt.tell(READ_SHARE)
    picture = None if seen.refused else recognition.picture_for(attempt, order, seen.examined)
    attempt.tell(COMPARED_SHARE)
    questions = [] if seen.refused else _questions(order, seen.examined, picture)
    goods = None if seen.refused or questions else _kept(attempt, order, seen, picture)
    done_with = []
    with attempt.result() as session:
        version = register.version(session, order.version_id)
        if goods:
            session.add_all([*seen.findings, *_told_of(order, picture)])
            entering.enter(session, attempt.held, version, goods)
        elif questions:
            choices.ask(session, version, questions)
        else:
            setbacks.refuse(session, version, *seen.findings)
        if not questions:
            done_with = leftovers.forget(session, attempt.runtime.config, version.id)
    for file in done_with:
        file.unlink(missing_ok=True)


def _seen(attempt: Attempt, order: Order) -> Seen:
    """Return every finding, and what the files hold."""
    if not all(file.exists() for file in order.files):
        lost = facts.Finding("file_lost", blocking=True, sentence=FILE_LOST)
        return Seen([Finding.about(order.version_id, lost)], Examined(), {})
    examined = listen(attempt, order, order.sound) if order.sound else Examined()
    film_s = _film_s(order, examined)
    reads = {tag: read_captions(file, film_s, languages.language(tag)) for tag, file in order.texts.items()}
    findings = [Finding.about(order.version_id, finding, order.purpose) for finding in examined.findings]
    for tag, read in reads.items():
        about = (Purpose.CAPTIONS, None) if tag == order.language.text_tag else (Purpose.SUBTITLES, tag)
        findings += [Finding.about(order.version_id, finding, *about) for finding in read.findings]
    findings += [Finding.about(order.version_id, finding) for finding in _compared(order)]
    return Seen(findings, examined, reads)


def _film_s(order: Order, examined: Examined) -> float:
    """Return how long the film is that the captions are for; 0 when it is not known."""
    if order.purpose == Purpose.FILM:
        return examined.facts.duration_s if examined.facts else 0.0
    return order.common.duration_s if order.common else 0.0


def _compared(order: Order) -> Iterator[facts.Finding]:
    """Yield what is missing, and what stands against the files because of what is there already."""
    if order.purpose == Purpose.DUB and not order.common:
        yield facts.Finding("no_picture_yet", blocking=True, sentence=NO_PICTURE_YET)
    if order.sound and order.language.text_tag not in order.texts:
        yield facts.Finding("captions_missing", blocking=False, sentence=CAPTIONS_MISSING)
    if order.public:
        revision, before = order.public
        kept: set[Marked] = (
            {(None, sha256_of(order.sound))} if order.sound else {mark for mark in before if not mark[0]}
        )
        if before == kept.union((tag, sha256_of(file)) for tag, file in order.texts.items()):
            yield facts.Finding("same_again", blocking=True, sentence=SAME_AGAIN, places={"revision": revision})


def _told_of(order: Order, picture: recognition.Outcome | None) -> Iterator[Finding]:
    """Yield what a reviewer has to know of the picture that was chosen."""
    if isinstance(picture, pictures.Same) and picture.by_looks:
        known = facts.Finding("known_by_looks", blocking=False, sentence=KNOWN_BY_LOOKS)
        yield Finding.about(order.version_id, known, Purpose.FILM)


def _questions(order: Order, examined: Examined, picture: recognition.Outcome | None) -> list[Question]:
    """Return what only a person can decide."""
    asked = [fitting.question_of(examined), picture if isinstance(picture, Question) else None]
    return [question for question in asked if question and question.matter not in order.answers]


def _kept(attempt: Attempt, order: Order, seen: Seen, picture: recognition.Outcome | None) -> entering.Goods:
    """Keep everything in the storage, before any row names it."""
    return entering.Goods(
        purpose=order.purpose,
        before_id=order.before_id,
        examined=seen.examined,
        sound=attempt.runtime.storage.keep(order.sound) if order.sound else None,
        picture=picture if isinstance(picture, pictures.Same | pictures.New) else None,
        texts=texts.kept(attempt, order.texts, seen.reads),
    )
