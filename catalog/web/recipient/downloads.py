"""Films and kits on their way to a recipient. Whoever has got the last piece has collected."""

from collections.abc import Callable

from flask import Response, render_template, request
from flask_babel import force_locale

from catalog.distribution import deliveries, kits
from catalog.films import languages
from catalog.people.permissions import Action
from catalog.web import contents
from catalog.web.context import actor, reading, release, runtime
from catalog.web.guards import needs
from catalog.web.recipient.door import bp

#: How the event of a kit names its size.
KIT = "kit"


@bp.get("/deliveries/<int:delivery_id>/<profile>.mp4")
@needs(Action.COLLECT)
def film(delivery_id: int, profile: str) -> Response:
    """Send the film in one size; a download that broke off goes on where it stopped."""
    delivery, file = deliveries.file_of(reading(), delivery_id, profile, by=actor())
    name = delivery.version.file_name("mp4", profile)
    return contents.send(file.sha256, name, "video/mp4", on_end=_collecting(delivery_id, profile, file.size_bytes))


@bp.get("/deliveries/<int:delivery_id>/kit.zip")
@needs(Action.COLLECT)
def kit(delivery_id: int) -> Response:
    """Send the film in the chosen sizes, its captions, a read-me and checksums as one file."""
    house = runtime()
    profiles = request.args.getlist("profile")
    version, parts = kits.parts_of(reading(), house.storage, delivery_id, profiles, by=actor())
    with force_locale("de"):
        read_me = render_template(
            "recipient/read_me.txt", version=version, parts=parts, language=languages.language(version.language)
        )
    packed = kits.pack(house.storage, version, parts, read_me)
    release()
    told = _collecting(delivery_id, KIT, packed.size_bytes)
    response = Response(contents.telling(packed.pieces, told), mimetype="application/zip")
    response.content_length = packed.size_bytes
    response.headers.set("Content-Disposition", "attachment", filename=packed.filename)
    return response


def _collecting(delivery_id: int, profile: str, size_bytes: int) -> Callable[[], None]:
    """Return what writes down that a file was collected; it is called outside of the request."""
    house, by = runtime(), actor()

    def collected() -> None:
        with house.transaction() as session:
            deliveries.collect(session, delivery_id, profile, size_bytes, by=by)

    return collected
