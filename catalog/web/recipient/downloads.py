"""Films and kits on their way to a recipient. Whoever has got the last piece has collected.

Whoever is signed in follows a plain link. At the address of a letter's link a
download begins with a button instead, because mail scanners open every link:
the button leads to an address that is good for a few days and for one file.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from catalog.distribution import deliveries
from catalog.distribution.holding import kits
from catalog.distribution.holding.kits import Kit
from catalog.films import languages
from catalog.foundation.config import secret_key
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.people import links
from catalog.people.permissions import Action, Actor
from catalog.web import contents
from catalog.web.context import actor, by_link, reading, release, runtime, writing
from catalog.web.guards import needs, public
from catalog.web.recipient.door import bp

tickets = Blueprint("tickets", __name__, url_prefix="/download")

#: How the event of a kit names its size.
KIT = "kit"
#: A slow line and a weekend.
TICKET_LASTS_S = 4 * 24 * 3600
PURPOSE = "download of one file"


class TicketUnknown(NotFound):
    """The address of a download was shortened, mistyped or made up."""

    sentence = N_("This download address is not complete. Please open your page again and start the download there.")


class TicketExpired(Refused):
    """A download was begun too long ago to go on."""

    sentence = N_("This download address has expired. Please open your page again and start the download there.")
    status = 410


@dataclass(frozen=True, slots=True)
class Told:
    """Writes down how far a file has come. It is called outside of the request."""

    on_end: Callable[[], None]
    on_break: Callable[[int], None]


@bp.get("/deliveries/<int:delivery_id>/<profile>.mp4")
@needs(Action.COLLECT)
def film(delivery_id: int, profile: str) -> ResponseReturnValue:
    """Send the film in one size; a download that broke off goes on where it stopped."""
    if by_link():
        return redirect(url_for(".show", delivery_id=delivery_id), 303)
    return _send_film(delivery_id, profile, actor())


@bp.get("/deliveries/<int:delivery_id>/kit.zip")
@needs(Action.COLLECT)
def kit(delivery_id: int) -> ResponseReturnValue:
    """Send the film in the chosen sizes, its captions, a read-me and checksums as one file."""
    if by_link():
        return redirect(url_for(".show", delivery_id=delivery_id), 303)
    return _send_kit(delivery_id, request.args.getlist("profile"), actor())


@bp.post("/deliveries/<int:delivery_id>/downloads")
@needs(Action.COLLECT)
def begin(delivery_id: int) -> ResponseReturnValue:
    """Lead to the address of the film in one size, or of a kit."""
    by, chosen = actor(), request.form.getlist("profile")
    if request.form.get("what") == KIT:
        version, _ = kits.parts_of(reading(), runtime().storage, delivery_id, chosen, by=by)
        name, here = version.file_name("zip"), url_for(".kit", delivery_id=delivery_id, profile=chosen)
    else:
        delivery, file = deliveries.file_of(reading(), delivery_id, request.form.get("profile", ""), by=by)
        name = delivery.version.file_name("mp4", file.profile)
        here = url_for(".film", delivery_id=delivery_id, profile=file.profile)
    with writing() as session:
        deliveries.look(session, by=by)
    if not by_link():
        return redirect(here, 303)
    ticket = _signing().dumps([by.link_id, delivery_id, request.form.get("what") == KIT, chosen])
    return redirect(url_for("tickets.fetch", ticket=ticket, name=name), 303)


@tickets.get("/<ticket>/<name>")
@public
def fetch(ticket: str, name: str) -> Response:  # noqa: ARG001 - the name is for those who save the file by its address
    """Send the file that a button at a link has led to, as long as the link leads in."""
    try:
        link_id, delivery_id, packed, chosen = _signing().loads(ticket, max_age=TICKET_LASTS_S)
    except SignatureExpired as error:
        raise TicketExpired from error
    except BadSignature as error:
        raise TicketUnknown from error
    by = links.visitor_by(reading(), link_id, utc_now())
    response = _send_kit(delivery_id, chosen, by) if packed else _send_film(delivery_id, chosen[0], by)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _send_film(delivery_id: int, profile: str, by: Actor) -> Response:
    delivery, file = deliveries.file_of(reading(), delivery_id, profile, by=by)
    told = _telling(delivery_id, profile, file.size_bytes, by)
    return contents.send(
        file.sha256,
        delivery.version.file_name("mp4", profile),
        "video/mp4",
        recipe_sha256=file.recipe_sha256,
        on_end=told.on_end,
        on_break=told.on_break,
    )


def _send_kit(delivery_id: int, profiles: list[str], by: Actor) -> Response:
    packed = _packed(delivery_id, profiles, by)
    release()
    told = _telling(delivery_id, KIT, packed.size_bytes, by)
    pieces = contents.telling(packed.pieces, told.on_end)
    response = Response(contents.watched(pieces, 0, packed.size_bytes, told.on_break), mimetype="application/zip")
    response.content_length = packed.size_bytes
    response.headers.set("Content-Disposition", "attachment", filename=packed.filename)
    return response


def _packed(delivery_id: int, profiles: list[str], by: Actor) -> Kit:
    storage = runtime().storage
    version, parts = kits.parts_of(reading(), storage, delivery_id, profiles, by=by)
    with force_locale("de"):
        read_me = render_template(
            "recipient/read_me.txt", version=version, parts=parts, language=languages.language(version.language)
        )
    return kits.pack(storage, version, parts, read_me)


def _telling(delivery_id: int, profile: str, size_bytes: int, by: Actor) -> Told:
    """Return what writes down that a file was collected, or that it broke off."""
    house = runtime()

    def collected() -> None:
        with house.transaction() as session:
            deliveries.collect(session, delivery_id, profile, size_bytes, by=by)

    def broken(reached_bytes: int) -> None:
        with house.transaction() as session:
            deliveries.begin(session, delivery_id, profile, size_bytes, reached_bytes, by=by)

    return Told(collected, broken)


def _signing() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key(runtime().config), salt=PURPOSE)
