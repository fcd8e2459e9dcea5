"""What a film's page says of itself to search engines, messengers and readers of feeds."""

from datetime import timedelta

from flask import Response, request

from catalog.films import languages
from catalog.films.codes import code_of
from catalog.films.models import LanguageVersion
from catalog.films.posters import SENDER
from catalog.films.showing import Showing
from catalog.web.addresses import absolute, place_of
from catalog.web.public.door import bp

#: What players and pages of others fetch from us: in feeds, in previews, in podcasts.
FOR_OTHER_SITES = frozenset(f"public.{name}" for name in ("download", "sound", "poster", "webvtt", "atom", "podcast"))

bp.add_app_template_global(absolute)
bp.add_app_template_global(place_of)


@bp.after_request
def let_others_fetch(response: Response) -> Response:
    """Let the pages of others use the files that we offer them."""
    if request.endpoint in FOR_OTHER_SITES:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.access_control_allow_origin = "*"
    return response


@bp.app_template_global()
def short_address(version: LanguageVersion) -> str:
    """Return the address that stands on a version's poster."""
    return absolute("public.short", code=code_of(version.edition.film_id, version.language))


@bp.app_template_global()
def still_of(version: LanguageVersion) -> str | None:
    """Return the address of the still that stands for a film, or None."""
    picture = version.picture
    if picture is None or picture.poster_sha256 is None:
        return None
    return absolute("public.poster", v=picture.poster_sha256[:10], **place_of(version))


@bp.app_template_global()
def about(version: LanguageVersion) -> str:
    """Return what a film is about, in its own language and never nothing."""
    return version.description or version.call_to_action or version.title


@bp.app_template_global()
def video_object(shown: Showing) -> dict[str, object]:
    """Return a film as schema.org describes one."""
    version, here = shown.version, place_of(shown.version)
    plays = shown.for_desks
    told = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": version.title,
        "description": about(version),
        "url": absolute("public.version", **here),
        "inLanguage": languages.language(version.language).tag,
        "uploadDate": version.published_at.isoformat(timespec="seconds") if version.published_at else None,
        "duration": iso_duration(shown.duration_s),
        "thumbnailUrl": still_of(version),
        "contentUrl": absolute("public.download", profile=plays.profile, **here) if plays else None,
        "encodingFormat": "video/mp4",
        "embedUrl": absolute("public.embed", **here),
        "isAccessibleForFree": True,
        "accessibilityFeature": ["captions", "transcript"] if shown.captions else None,
        "publisher": {"@type": "GovernmentOrganization", "name": SENDER},
    }
    return {name: value for name, value in told.items() if value is not None}


def iso_duration(seconds: float) -> str:
    """Return a length as ISO 8601 writes it, such as "PT1H2M28S"."""
    minutes, rest_s = divmod(timedelta(seconds=round(seconds)).total_seconds(), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (rest_s, "S"))
    return "PT" + "".join(f"{count:.0f}{unit}" for count, unit in parts if count or unit == "S")
