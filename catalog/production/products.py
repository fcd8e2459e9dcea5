"""What the workshop has made goes into the storage; its row says what it is."""

from catalog.films.models import Rendition, RenditionKind
from catalog.foundation.attempts import Attempt
from media.compose import Composed
from media.facts import Encoded, Sound
from media.stream import segments


def picture_row(attempt: Attempt, made: Encoded) -> Rendition:
    """Keep one size of a picture, ready for streaming, and return its row."""
    kept = attempt.runtime.storage.keep(made.path)
    return Rendition(
        kind=RenditionKind.PICTURE,
        profile=made.profile,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        duration_s=made.duration_s,
        width_px=made.width_px,
        height_px=made.height_px,
        codecs=made.codecs,
        bandwidth_bps=made.bandwidth_bps,
        average_bps=made.average_bps,
        playlist=segments(made.path).playlist,
    )


def sound_row(attempt: Attempt, made: Sound) -> Rendition:
    """Keep one quality of a sound, and return its row: for streaming, or whole for those who only listen."""
    kept = attempt.runtime.storage.keep(made.path)
    return Rendition(
        kind=RenditionKind.SOUND if made.path.suffix == ".mp4" else RenditionKind.AUDIO,
        profile=made.profile,
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        duration_s=made.duration_s,
        codecs=made.codecs,
        bandwidth_bps=made.bandwidth_bps,
        average_bps=made.average_bps,
        playlist=segments(made.path).playlist if made.path.suffix == ".mp4" else None,
    )


def composed_row(attempt: Attempt, kind: RenditionKind, profile: str, made: Composed) -> Rendition:
    """Keep the recipe of a file that is put together from others, and return the file's row."""
    recipe = attempt.scratch / f"{made.sha256}.recipe"
    recipe.write_bytes(made.recipe)
    kept = attempt.runtime.storage.keep(recipe)
    recipe.unlink()
    return Rendition(
        kind=kind,
        profile=profile,
        sha256=made.sha256,
        size_bytes=made.size_bytes,
        recipe_sha256=kept.sha256,
        duration_s=made.duration_s,
    )
