"""Language versions, for other machines."""

from collections.abc import Mapping

from flask import url_for
from flask_smorest.blueprint import Blueprint

from catalog.films import register
from catalog.films.languages import language
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, LanguageVersion, Rendition, RenditionKind
from catalog.people.permissions import Action
from catalog.web.api.schemas import VersionSchema
from catalog.web.context import may, reading
from catalog.web.guards import public

bp = Blueprint("api_versions", __name__, url_prefix="/api/v1", description="A film in one language.")


@bp.get("/versions/<slug>/<tag>")
@public
@bp.response(200, VersionSchema)
@bp.alt_response(404, description="There is no such film, or the asker cannot see it in this language.")
@bp.alt_response(410, description="The version has been recalled.")
@bp.alt_response(422, description="There is no such language.")
def version(slug: str, tag: str) -> Mapping[str, object]:
    """The version that the asker may see: to the ministry the newest revision, to everybody else what is published."""
    question = register.newest if sees_everything() else register.published
    return described(question(reading(), slug, tag))


def sees_everything() -> bool:
    """Return whether whoever asks may also see what is not published."""
    return may(Action.SEE_MINISTRY)


def described(version: LanguageVersion) -> Mapping[str, object]:
    """Return what VersionSchema says of a version."""
    spoken = language(version.language)
    films = [rendition for rendition in version.renditions if rendition.kind == RenditionKind.FILM]
    return {
        "film": version.edition.film.slug,
        "language": version.language,
        "own_name": spoken.own_name,
        "direction": spoken.direction,
        "revision": version.revision,
        "status": version.status,
        "public": version.status == Status.PUBLISHED,
        "title": version.title,
        "description": version.description,
        "call_to_action": version.call_to_action,
        "change_note": version.change_note,
        "duration_s": films[0].duration_s if films else None,
        "published_at": version.published_at,
        "captions": [_described_text(version, text) for text in version.texts],
        "renditions": [_described_file(version, rendition) for rendition in films],
        "sounds": [
            _described_sound(version, rendition)
            for rendition in version.renditions
            if rendition.kind == RenditionKind.AUDIO
        ],
    }


def _described_text(version: LanguageVersion, text: Captions) -> Mapping[str, object]:
    own = text is version.own_captions
    return {
        "language": text.language,
        "cues": text.cues,
        "webvtt": _address(version, "webvtt") if own else _address(version, "subtitles_webvtt", tag=text.language),
        "srt": _address(version, "srt") if own else _address(version, "subtitles_srt", tag=text.language),
    }


def _described_file(version: LanguageVersion, rendition: Rendition) -> Mapping[str, object]:
    return {
        "profile": rendition.profile,
        "width_px": rendition.width_px,
        "height_px": rendition.height_px,
        "size_bytes": rendition.size_bytes,
        "sha256": rendition.sha256,
        "address": _address(version, "download", profile=rendition.profile),
    }


def _described_sound(version: LanguageVersion, rendition: Rendition) -> Mapping[str, object]:
    return {
        "profile": rendition.profile,
        "size_bytes": rendition.size_bytes,
        "sha256": rendition.sha256,
        "address": _address(version, "sound", suffix=rendition.suffix),
    }


def _address(
    version: LanguageVersion, what: str, profile: str | None = None, tag: str | None = None, suffix: str | None = None
) -> str:
    """Return where a file can be fetched: at the public door when it is published, else at the ministry's."""
    if version.status == Status.PUBLISHED:
        slug = version.edition.film.slug
        return url_for(f"public.{what}", slug=slug, language=version.language, profile=profile, tag=tag, suffix=suffix)
    return url_for(f"versions.{what}", version_id=version.id, profile=profile, tag=tag, suffix=suffix)
