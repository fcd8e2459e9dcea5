"""How others make the same sizes: their command lines, written from their own sources.

* MediaCMS (mediacms-io/mediacms, June 2026: files/helpers.py, get_base_ffmpeg_command; files/tasks.py, create_hls):
  a process for each size, and an HLS of transport streams cut by Bento4, for which ffmpeg's copying stands here.
* PeerTube (Chocobozzz/PeerTube, 2026: packages/ffmpeg/src/ffmpeg-vod.ts, shared/presets.ts, shared/encoder-options.ts,
  ffmpeg-default-transcoding-profile.ts): one thread, veryfast, the smaller sizes from the largest encoded one.
* "each by itself": what a service does that knows nothing of copying. Our settings, a process for each size, once for
  the download and once for the stream.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import limit
from media.graph.pictures import Rung

Command = tuple[str | Path, ...]

#: kbit/s, up to 30 pictures a second.
MEDIACMS_KBPS = {1080: 4500, 720: 2500, 480: 1000, 360: 500, 240: 300}
MEDIACMS_HEADROOM = 1.5
#: Bits for a pixel.
PEERTUBE_BITS = {1080: 0.10, 720: 0.11, 480: 0.12, 360: 0.15, 240: 0.17}


@dataclass(frozen=True, slots=True)
class Size:
    """One size as another house would make it."""

    path: Path
    encoding: Command
    streaming: Command

    @property
    def commands(self) -> tuple[Command, Command]:
        """Return everything that has to run for it."""
        return self.encoding, self.streaming


def mediacms(clip: Path, rungs: Sequence[Rung], scratch: Path) -> list[Size]:
    """Return the commands of MediaCMS, a pair for each size."""
    return [_mediacms(clip, rung, scratch / f"mediacms-{rung.height_px}.mp4") for rung in rungs]


def _mediacms(clip: Path, rung: Rung, target: Path) -> Size:
    rate_kbps = round(_at(rung, MEDIACMS_KBPS) * MEDIACMS_HEADROOM)
    group = int(rung.fps * 4)
    encoded = f"""
        -c:v libx264 -filter:v scale={rung.width_px}:{rung.height_px}:flags=lanczos,fps=fps={rung.fps} -pix_fmt yuv420p
        -crf 23 -c:a aac -b:a 128k -ac 2 -maxrate {rate_kbps}k -bufsize {rate_kbps}k
        -force_key_frames expr:gte(t,n_forced*4) -x264-params keyint={2 * group}:keyint_min={group}
        -preset medium -profile:v main -level 4.2
    """
    copied = "-c copy -f hls -hls_time 4 -hls_playlist_type vod"
    return Size(
        target,
        ("-i", clip, *encoded.split(), target),
        ("-i", target, *copied.split(), target.with_suffix(".m3u8")),
    )


def peertube(clip: Path, rungs: Sequence[Rung], scratch: Path) -> list[Size]:
    """Return the commands of PeerTube, a pair for each size, the largest first."""
    sizes: list[Size] = []
    for rung in rungs:
        source = sizes[0].path if sizes else clip
        sizes.append(_peertube(source, rung, scratch / f"peertube-{rung.height_px}.mp4"))
    return sizes


def _peertube(source: Path, rung: Rung, target: Path) -> Size:
    rate_bps = int(rung.width_px * rung.height_px * rung.fps * _at(rung, PEERTUBE_BITS))
    encoded = f"""
        -c:v libx264 -pix_fmt yuv420p -vf scale=w=-2:h={rung.height_px} -preset veryfast -b_strategy 1 -bf 16
        -maxrate:v {rate_bps} -bufsize:v {2 * rate_bps} -r {rung.fps} -g:v {int(rung.fps * 2)} -c:a aac -ac 2
        -threads 1 -max_muxing_queue_size 1024 -map_metadata -1 -movflags faststart
    """
    copied = """
        -c copy -f hls -hls_time 4 -hls_list_size 0 -hls_playlist_type vod -hls_segment_type fmp4
        -hls_flags single_file -hls_segment_filename
    """
    return Size(
        target,
        ("-i", source, *encoded.split(), target),
        ("-i", target, *copied.split(), _fragmented(target), target.with_suffix(".m3u8")),
    )


def each_by_itself(clip: Path, rungs: Sequence[Rung], scratch: Path) -> list[Size]:
    """Return one process for each download and one for each stream, with our own settings."""
    return [_by_itself(clip, rung, scratch / f"single-{rung.height_px}.mp4") for rung in rungs]


def _by_itself(clip: Path, rung: Rung, target: Path) -> Size:
    scaled = f"scale={rung.width_px}:{rung.height_px}:flags=bicubic,fps={rung.fps},format=yuv420p"
    options = f"-map 0:v:0 -map 0:a:0 -vf {scaled} -c:a aac -b:a 96k -ac 2".split()
    encoded: Command = ("-i", clip, *options, *limit.encoding(rung))
    stream = "-f hls -hls_time 4 -hls_segment_type fmp4 -hls_flags single_file -hls_segment_filename"
    return Size(
        target,
        (*encoded, "-movflags", "+faststart", target),
        (*encoded, *stream.split(), _fragmented(target), target.with_suffix(".m3u8")),
    )


def _fragmented(target: Path) -> Path:
    return target.with_name(f"{target.stem}-fragmented.mp4")


def _at(rung: Rung, table: Mapping[int, float]) -> float:
    """Return the value at the largest height that is not above the rung."""
    return table[max((known for known in table if known <= rung.height_px), default=min(table))]
