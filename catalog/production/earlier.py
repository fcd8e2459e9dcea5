"""What an older release had ordered and not yet made, when this one took over its queue."""

from sqlalchemy import select

from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion, Picture
from catalog.foundation.attempts import Attempt
from catalog.production import sounds
from catalog.production.composition import locked_picture
from catalog.production.encoding import order_encoding
from catalog.production.workshop import workshop_of
from media import written
from media.probe import probe


def encode_picture(attempt: Attempt) -> None:
    """Order a picture in parts that was to be encoded whole, and the sounds that were to be laid over it then."""
    picture_id = attempt.held.arguments["picture_id"]
    with attempt.runtime.question() as session:
        source_sha256 = session.get_one(Picture, picture_id).source_sha256
    facts = probe(workshop_of(attempt.runtime.config), attempt.runtime.storage.fetch(source_sha256, attempt.scratch))
    with attempt.result() as session:
        picture = locked_picture(session, picture_id)
        picture.source_facts = written.to_json(facts)
        order_encoding(session, picture, facts)
        waiting = select(LanguageVersion).where(
            LanguageVersion.picture_id == picture_id, LanguageVersion.status == Status.PROCESSING
        )
        for version in session.scalars(waiting):
            sounds.order(session, version, attempt.held)
