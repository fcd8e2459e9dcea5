"""What the editor brings along: a dub and captions in Tigrinya, and files that are not what they say."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from tests.clips import AAC, H264, Clips, tone

TOOL = imageio_ffmpeg.get_ffmpeg_exe()
#: Nobody speaks Tigrinya on this machine; the voice only has to be heard.
WORDS = "One one zero. The police help everybody. The call is free of charge."
#: "The police help you." and "Call 110." for the test alone.
LINES = ("ፖሊስ ይሕግዙኹም", "ናብ 110 ደውሉ", "ነጻ እዩ")
EVERY_S, SHOWN_S = 10, 4


@dataclass(frozen=True)
class Material:
    """A folder in which files are made."""

    folder: Path

    @property
    def clips(self) -> Clips:
        """Tiny films, and broken ones."""
        return Clips(self.folder)

    def dub(self, seconds: float) -> Path:
        """Speak over the whole length, as a studio would send it: an uncompressed WAV."""
        spoken, dub = self.folder / "spoken.wav", self.folder / f"dub-{seconds:.0f}.wav"
        subprocess.run(["espeak-ng", "-w", spoken, WORDS], check=True)
        whole = ("-af", "aresample=48000,apad", "-t", str(seconds), "-c:a", "pcm_s16le")
        subprocess.run([TOOL, "-v", "error", "-y", "-stream_loop", "-1", "-i", spoken, *whole, dub], check=True)
        return dub

    def short_film(self) -> Path:
        """Draw three seconds in 720 lines, with a tone."""
        large = ("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=3")
        return self.clips.draw("short.mp4", *large, *tone(440, seconds=3), *H264, *AAC)

    def captions(self, seconds: float) -> Path:
        """Write captions as SRT, one every ten seconds."""
        starts_s = range(1, int(seconds) - SHOWN_S, EVERY_S)
        cues = [_cue(number, start_s, LINES[number % len(LINES)]) for number, start_s in enumerate(starts_s)]
        return self._written("ti.srt", "\n".join(cues))

    def captions_backwards(self) -> Path:
        """Write captions of which one ends before it begins."""
        return self._written("backwards.srt", "1\n00:00:05,000 --> 00:00:02,000\nRückwärts\n")

    def empty(self) -> Path:
        return self._written("leer.mp4", "")

    def text(self) -> Path:
        """Write a text that calls itself a film."""
        return self._written("brief.mp4", "Sehr geehrte Damen und Herren, anbei der Film.\n" * 400)

    def _written(self, name: str, content: str) -> Path:
        target = self.folder / name
        target.write_text(content, encoding="utf-8")
        return target


def _cue(number: int, start_s: int, line: str) -> str:
    return f"{number + 1}\n{_clock(start_s)} --> {_clock(start_s + SHOWN_S)}\n{line}\n"


def _clock(seconds: int) -> str:
    return f"00:{seconds // 60:02d}:{seconds % 60:02d},000"
