"""What the interface says of films and versions, field by field."""

from marshmallow import Schema
from marshmallow.fields import Boolean, DateTime, Float, Integer, List, Nested, String, Url

SHA256 = {"description": "SHA-256 of the file, in hexadecimal digits."}
TAG = {"description": "BCP 47 tag, such as “ti” or “kmr”."}


class RefusalSchema(Schema):
    """Why something was not done."""

    code = String(required=True, metadata={"description": "Its name for machines, such as “no_such_film”."})
    sentence = String(required=True, metadata={"description": "For people, in the language that they asked for."})


class TextSchema(Schema):
    """Title and description of a film in one language."""

    language = String(required=True, metadata=TAG)
    title = String(required=True)
    description = String(required=True)


class FilmSchema(Schema):
    """A film."""

    slug = String(required=True, metadata={"description": "Its short name in addresses."})
    texts = List(Nested(TextSchema), required=True)


class FilmsSchema(Schema):
    """All films."""

    films = List(Nested(FilmSchema), required=True)


class RenditionSchema(Schema):
    """One size of a version, for download."""

    profile = String(required=True, metadata={"description": "Its name in the ladder, such as “720p”."})
    width_px = Integer(required=True)
    height_px = Integer(required=True)
    size_bytes = Integer(required=True)
    sha256 = String(required=True, metadata=SHA256)
    address = Url(required=True, relative=True, absolute=False, metadata={"description": "Where it can be fetched."})


class SoundSchema(Schema):
    """The sound of a version without its picture, for download."""

    profile = String(required=True, metadata={"description": "Its name among the qualities, such as “aac”."})
    size_bytes = Integer(required=True)
    sha256 = String(required=True, metadata=SHA256)
    address = Url(required=True, relative=True, absolute=False, metadata={"description": "Where it can be fetched."})


class CaptionsSchema(Schema):
    """Timed text of a version: in the language that is spoken first, then subtitles in others."""

    language = String(required=True, metadata=TAG)
    cues = Integer(required=True)
    webvtt = Url(required=True, relative=True, absolute=False)
    srt = Url(required=True, relative=True, absolute=False)


class VersionSchema(Schema):
    """A film in one language."""

    film = String(required=True, metadata={"description": "Short name of the film."})
    language = String(required=True, metadata=TAG)
    own_name = String(required=True, metadata={"description": "The language as its speakers write it."})
    direction = String(required=True, metadata={"enum": ["ltr", "rtl"]})
    revision = Integer(required=True)
    status = String(required=True)
    public = Boolean(required=True, metadata={"description": "Whether everybody may see it."})
    title = String(required=True)
    description = String(required=True)
    call_to_action = String(required=True, metadata={"description": "What a viewer is asked to do; may be empty."})
    change_note = String(required=True, metadata={"description": "What is new against the revision before."})
    duration_s = Float(required=True, allow_none=True)
    published_at = DateTime(required=True, allow_none=True, format="iso")
    captions = List(Nested(CaptionsSchema), required=True)
    renditions = List(Nested(RenditionSchema), required=True)
    sounds = List(Nested(SoundSchema), required=True)


class VersionsSchema(Schema):
    """All versions that the asker may see: every revision to the ministry, what is published to everybody else."""

    versions = List(Nested(VersionSchema), required=True)
