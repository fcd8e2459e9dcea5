"""A version whose captions are in the storage, as the workshop leaves it."""

from catalog.films.models import Captions, Rendition
from media.captions import read, to_srt, to_webvtt

GERMAN = "WEBVTT\n\n00:00.500 --> 00:02.000\nDie Polizei hilft.\n\n00:02.500 --> 00:03.500\nRufen Sie 110.\n"
TIGRINYA = "WEBVTT\n\n00:00.500 --> 00:03.000\nፖሊስ ይሕግዙኹም\n"


def written(runtime, folder, tag, words):
    """Keep captions in the storage and return their row."""
    cues = read(words.encode())
    names = []
    for form in (to_webvtt(cues), to_srt(cues)):
        file = folder / "captions"
        file.write_bytes(form.encode())
        names.append(runtime.storage.keep(file).sha256)
    return Captions(language=tag, source_sha256=names[0], webvtt_sha256=names[0], srt_sha256=names[1], cues=len(cues))


def captioned(make, runtime, folder, status, language="de", **texts):
    """Return a version with captions in its own language, and with these in others."""
    version = make.version(language, status)
    make.picture(version)
    version.picture.renditions = [film("picture")]
    version.renditions = [film("film")]
    texts = {"de": GERMAN, **texts} if language == "de" else texts
    version.captions = [written(runtime, folder, tag, words) for tag, words in texts.items()]
    make.session.flush()
    return version


def film(kind, profile="240p", **facts):
    size = {"duration_s": 4.0, "width_px": 426, "height_px": 240, "codecs": "avc1.64001f,mp4a.40.2"}
    return Rendition(**{"kind": kind, "profile": profile, "sha256": "f" * 64, "size_bytes": 1000, **size, **facts})
