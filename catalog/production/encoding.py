"""The jobs that make a picture: its parts by whichever workers are free, then each size joined from them.

A long film is made in rounds. The first round makes its smallest size alone,
so that the film can be seen minutes after it has arrived.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion, Picture, PictureStatus
from catalog.foundation import queue
from catalog.foundation.attempts import Attempt
from catalog.foundation.errors import N_, Refused
from catalog.foundation.storage import AWAY
from catalog.production import composition, survey
from catalog.production.composition import locked_picture
from catalog.production.models import PicturePart
from catalog.production.products import picture_row
from catalog.production.setbacks import picture_subject
from catalog.production.workshop import workshop_of
from media import encode, join, passthrough, written
from media.errors import OpenGroups
from media.facts import Encoded, MediaFacts
from media.graph.pictures import Rung, picture_of, rungs
from media.parts import Part, plan
from media.profiles import Profile, ladder_for, profile_named, rounds_for

#: Letters, sounds and small sizes go before the large sizes of a long film.
PATIENCE, MORE_PATIENCE = 1, 2
#: The share of joining that the sizes take; the rest is for the poster.
JOINING_SHARE = 0.9


class PictureFailed(Refused):
    """The picture that a dub was meant for has not come into being."""

    sentence = N_("The picture of this film could not be encoded. Please hand in a whole film once more.")


@dataclass(frozen=True, slots=True)
class Order:
    """One part of a picture, and what it is encoded from."""

    picture_id: int
    round: int
    part: Part
    profiles: tuple[Profile, ...]
    source_sha256: str
    facts: MediaFacts


@dataclass(frozen=True, slots=True)
class Round:
    """All pieces of some sizes of a picture, in their order."""

    picture_id: int
    number: int
    facts: MediaFacts
    profiles: tuple[Profile, ...]
    parts: tuple[Part, ...]
    #: For each part, where its pieces are put aside, by profile.
    pieces: tuple[Mapping[str, str], ...]

    def rungs(self, folder: Path) -> tuple[Rung, ...]:
        """Return the sizes that they are joined to, the largest first."""
        return rungs(picture_of(self.facts), self.profiles, folder)


def order_encoding(session: Session, picture: Picture, facts: MediaFacts) -> None:
    """Cut a new picture into parts, and order every size of each."""
    video = picture_of(facts)
    parts = plan(facts, from_s=picture.edition.from_s, to_s=picture.edition.to_s)
    picture.frames = sum(part.frames for part in parts)
    picture.duration_s = float(picture.frames / video.fps)
    whole = [Part(0, parts[0].first_frame, picture.frames)]
    rounds = rounds_for(video.lines_px, picture.duration_s)
    carried = ladder_for(video.lines_px)[:1] if picture.edition.from_s is None and passthrough.worthy(facts) else ()
    for number, profiles in enumerate(rounds):
        encoded = [profile for profile in profiles if profile not in carried]
        _order_round(session, picture, number, parts, encoded)
    _order_round(session, picture, len(rounds), whole, carried, task="carry_over")


def _order_round(
    session: Session,
    picture: Picture,
    number: int,
    parts: Sequence[Part],
    profiles: Sequence[Profile],
    task: str = "encode_part",
) -> None:
    if not profiles:
        return
    for part in parts:
        row = PicturePart(
            picture_id=picture.id,
            round=number,
            number=part.number,
            first_frame=part.first_frame,
            frames=part.frames,
            profiles=[profile.name for profile in profiles],
        )
        session.add(row)
        session.flush()
        queue.order(
            session,
            task,
            picture_subject(picture.id),
            key=f"{task}:{picture.id}:{number}:{part.number}",
            patience=MORE_PATIENCE if number else PATIENCE,
            part_id=row.id,
            picture_id=picture.id,
        )


def encode_part(attempt: Attempt) -> None:
    """Encode one part in the sizes of its round; the last part of a round orders them to be joined."""
    order = _order(attempt)
    source = attempt.runtime.storage.fetch(order.source_sha256, attempt.scratch)
    output = attempt.scratch / "pieces"
    output.mkdir()
    made = encode.encode_part(
        workshop_of(attempt.runtime.config),
        source,
        order.facts,
        order.profiles,
        order.part,
        output,
        on_progress=attempt.part(0, 1),
        cancelled=attempt.cancelled,
    )
    _hand_over(attempt, order, made.paths)


def carry_over(attempt: Attempt) -> None:
    """Take the master's own packets as the largest size; a master that cannot be cut is encoded after all."""
    order = _order(attempt)
    (profile,) = order.profiles
    source = attempt.runtime.storage.fetch(order.source_sha256, attempt.scratch)
    try:
        made = passthrough.carry_over(
            workshop_of(attempt.runtime.config), source, order.facts, attempt.scratch, cancelled=attempt.cancelled
        )
    except OpenGroups:
        with attempt.result() as session:
            picture = locked_picture(session, order.picture_id)
            session.delete(_part(session, attempt))
            session.flush()
            _order_round(session, picture, order.round, plan(order.facts), order.profiles)
    else:
        _hand_over(attempt, order, {profile.name: made.path})


def join_round(attempt: Attempt) -> None:
    """Join the parts of a round to whole sizes; every language that waits is laid over them next."""
    with attempt.runtime.question() as session:
        order = _round(session, attempt)
    output = attempt.scratch / "whole"
    output.mkdir()
    made = []
    for number, rung in enumerate(order.rungs(output)):
        made.append(_joined(attempt, order, rung))
        attempt.tell(JOINING_SHARE * (number + 1) / len(order.profiles))
    candidates = survey.candidates(attempt, made[0], made[-1])
    renditions = [picture_row(attempt, size) for size in made]
    with attempt.result() as session:
        picture = locked_picture(session, order.picture_id)
        picture.renditions.extend(renditions)
        survey.offer(picture, candidates)
        for part in _parts(session, picture.id, order.number):
            part.joined = True
        _go_on(session, picture, attempt.held, first=order.number == 0)
    # What cannot be removed now is swept away later.
    with suppress(*AWAY):
        attempt.runtime.storage.clear_away(name for pieces in order.pieces for name in pieces.values())


def _go_on(session: Session, picture: Picture, held: queue.Claim, *, first: bool) -> None:
    """Order what can be done now that more sizes of a picture are there."""
    if all(part.joined for part in _parts(session, picture.id)):
        picture.status = PictureStatus.READY
    if first:
        survey.order(session, picture)
    waiting = select(LanguageVersion).where(
        LanguageVersion.picture_id == picture.id, LanguageVersion.status == Status.PROCESSING
    )
    for version in session.scalars(waiting):
        composition.order(session, version, held)


def _order(attempt: Attempt) -> Order:
    with attempt.runtime.question() as session:
        row = _part(session, attempt)
        picture = session.get_one(Picture, row.picture_id)
        return Order(
            picture_id=picture.id,
            round=row.round,
            part=Part(row.number, row.first_frame, row.frames),
            profiles=_profiles(row),
            source_sha256=picture.source_sha256,
            facts=_facts(picture),
        )


def _hand_over(attempt: Attempt, order: Order, pieces: Mapping[str, Path]) -> None:
    """Put the pieces of a part aside; whoever brings the last part of a round orders the joining."""
    held = attempt.held
    folder = f"{order.picture_id}/{order.round}/{order.part.number}-{held.job_id}-{held.fence}"
    names = {profile: f"{folder}/{profile}" for profile in pieces}
    for profile, piece in pieces.items():
        attempt.runtime.storage.put_aside(piece, names[profile])
    with attempt.result() as session:
        picture = locked_picture(session, order.picture_id)
        _part(session, attempt).pieces = names
        session.flush()
        if all(part.pieces for part in _parts(session, picture.id, order.round)):
            queue.order(
                session,
                "join_round",
                picture_subject(picture.id),
                key=f"join_round:{picture.id}:{order.round}",
                picture_id=picture.id,
                round=order.round,
            )


def _joined(attempt: Attempt, order: Round, rung: Rung) -> Encoded:
    """Return one size of the whole picture, joined from its pieces and proved."""
    pieces = []
    for part, names in zip(order.parts, order.pieces, strict=True):
        piece = attempt.scratch / f"{rung.profile.name}-{part.number}.mp4"
        attempt.runtime.storage.take_up(names[rung.profile.name], piece)
        pieces.append(piece)
    whole = join.join(workshop_of(attempt.runtime.config), pieces, order.parts, rung)
    for piece in pieces:
        piece.unlink(missing_ok=True)
    return whole


def _round(session: Session, attempt: Attempt) -> Round:
    picture = session.get_one(Picture, attempt.held.arguments["picture_id"])
    number = attempt.held.arguments["round"]
    rows = _parts(session, picture.id, number)
    return Round(
        picture_id=picture.id,
        number=number,
        facts=_facts(picture),
        profiles=_profiles(rows[0]),
        parts=tuple(Part(row.number, row.first_frame, row.frames) for row in rows),
        pieces=tuple(row.pieces or {} for row in rows),
    )


def _part(session: Session, attempt: Attempt) -> PicturePart:
    return session.get_one(PicturePart, attempt.held.arguments["part_id"], populate_existing=True)


def _parts(session: Session, picture_id: int, number: int | None = None) -> Sequence[PicturePart]:
    """Return the parts of a picture, or of one of its rounds, in their order."""
    of_picture = select(PicturePart).where(PicturePart.picture_id == picture_id)
    if number is not None:
        of_picture = of_picture.where(PicturePart.round == number)
    return session.scalars(of_picture.order_by(PicturePart.round, PicturePart.number)).all()


def _profiles(row: PicturePart) -> tuple[Profile, ...]:
    return tuple(profile_named(name) for name in row.profiles)


def _facts(picture: Picture) -> MediaFacts:
    """Return what inspection found out about the file that brought a picture.

    Raises:
        PictureFailed: the picture was entered by an older release, which did not write them down.
    """
    if picture.source_facts is None:
        raise PictureFailed
    return written.from_json(picture.source_facts)
