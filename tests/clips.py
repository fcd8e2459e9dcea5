"""Tiny films drawn by ffmpeg itself, each made once a session."""

import subprocess
from functools import cached_property
from pathlib import Path

import imageio_ffmpeg

TOOL = imageio_ffmpeg.get_ffmpeg_exe()
SECONDS = 4
PICTURE = ("-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={SECONDS}")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac", "-b:a", "96k")


def tone(hertz: int, seconds: float = SECONDS, volume_db: float = 0) -> tuple[str, ...]:
    """A steady tone in one channel. At 0 dB it is about -18 LUFS before two loudspeakers."""
    return ("-f", "lavfi", "-i", f"sine=frequency={hertz}:sample_rate=48000:duration={seconds},volume={volume_db}dB")


def _as_it_is(argument: str | Path) -> object:
    """Return a word of a command, and of a file also which state of it is meant."""
    return (argument, argument.stat().st_mtime_ns) if isinstance(argument, Path) else argument


class Clips:
    """What the tests play with. A property is a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: How each file was made.
        self._drawn: dict[str, tuple[object, ...]] = {}

    def draw(self, name: str, *arguments: str | Path) -> Path:
        """Let ffmpeg make one file, unless it has made just this one before."""
        target, recipe = self.folder / name, tuple(map(_as_it_is, arguments))
        if self._drawn.get(name) != recipe:
            command = [TOOL, "-v", "error", "-nostdin", "-y", *map(str, arguments), str(target)]
            subprocess.run(command, check=True)
            self._drawn[name] = recipe
        return target

    def write(self, name: str, content: bytes) -> Path:
        target = self.folder / name
        target.write_bytes(content)
        return target

    @cached_property
    def film(self) -> Path:
        """A test picture with a German tone."""
        return self.draw("film.mp4", *PICTURE, *tone(440), *H264, *AAC, "-metadata:s:a:0", "language=deu")

    @cached_property
    def other_language(self) -> Path:
        """The very same picture with another tone, in Matroska."""
        given = ("-i", self.film, *tone(660), "-map", "0:v", "-map", "1:a")
        return self.draw("other.mkv", *given, "-c:v", "copy", *AAC)

    @cached_property
    def stranger(self) -> Path:
        """Another picture of the same length."""
        mandelbrot = ("-f", "lavfi", "-i", f"mandelbrot=size=320x180:rate=25,trim=duration={SECONDS}")
        return self.draw("stranger.mp4", *mandelbrot, *H264)

    @cached_property
    def silent_film(self) -> Path:
        """A film without a sound track."""
        return self.draw("mute.mp4", "-i", self.film, "-an", "-c", "copy")

    @cached_property
    def nothing_to_hear(self) -> Path:
        """A sound track that holds nothing."""
        return self.draw("silence.wav", "-f", "lavfi", "-i", "anullsrc=cl=stereo", "-t", "3")

    @cached_property
    def speech(self) -> Path:
        """A mono dub, too quiet and a second too short."""
        return self.draw("speech.wav", *tone(330, seconds=3, volume_db=-12))

    @cached_property
    def long_speech(self) -> Path:
        return self.draw("long.flac", *tone(330, seconds=6))

    @cached_property
    def two_sides(self) -> Path:
        """Two voices, one on each side: mixed down they are 3 LU quieter."""
        voices = "aevalsrc='0.3*sin(2*PI*300*t)|0.3*sin(2*PI*437*t)':d=4:s=48000:c=stereo"
        return self.draw("two_sides.wav", "-f", "lavfi", "-i", voices)

    @cached_property
    def surround(self) -> Path:
        """A voice in the middle of five loudspeakers, with a murmur around it."""
        murmur = "|".join(["0.01*sin(2*PI*150*t)"] * 3)
        voice = f"aevalsrc='0.01*sin(2*PI*90*t)|0.01*sin(2*PI*95*t)|0.2*sin(2*PI*440*t)|{murmur}':d=4:s=48000:c=5.1"
        return self.draw("surround.wav", "-f", "lavfi", "-i", voice)

    @cached_property
    def clicks(self) -> Path:
        """A click at every full second of six."""
        click = "aevalsrc='0.5*sin(2*PI*1500*t)*lt(mod(t,1),0.002)':d=6:s=48000"
        return self.draw("clicks.wav", "-f", "lavfi", "-i", click)

    @cached_property
    def beats(self) -> Path:
        """A beat of a quarter of a second at every full second of twelve."""
        beat = "aevalsrc='0.5*sin(2*PI*1500*t)*lt(mod(t,1),0.25)':d=12:s=48000"
        return self.draw("beats.wav", "-f", "lavfi", "-i", beat)

    @cached_property
    def late_sound(self) -> Path:
        """A film whose tone begins 0.7 s after the picture."""
        given = ("-i", self.silent_film, "-itsoffset", "0.7", *tone(440, seconds=3.3), "-map", "0:v", "-map", "1:a")
        return self.draw("late.mp4", *given, "-c:v", "copy", *AAC)

    @cached_property
    def upright(self) -> Path:
        """A phone's film: coded lying, shown upright."""
        return self.draw("upright.mp4", "-display_rotation:v:0", "90", "-i", self.silent_film, "-c", "copy")

    @cached_property
    def unsteady(self) -> Path:
        """A screen recording: frames only when something moves."""
        some = "select='not(mod(n,7))+between(n,30,50)'"
        return self.draw("unsteady.mp4", *PICTURE, "-vf", some, "-fps_mode", "vfr", *H264)

    @cached_property
    def interlaced(self) -> Path:
        """Half frames with oblong pixels, as from a camera tape."""
        fields = "fps=50,scale=360:288,interlace,setfield=tff,setsar=64/45"
        return self.draw(
            "tape.mpg", *PICTURE, "-vf", fields, "-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-b:v", "3M"
        )

    @cached_property
    def full_hd(self) -> Path:
        """Large enough for every rung, and short."""
        large = ("-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=50:duration=0.8")
        return self.draw("large.mp4", *large, *H264)

    @cached_property
    def opens_black(self) -> Path:
        """Two black seconds, then a picture."""
        black = "drawbox=color=black:t=fill:enable='lt(t,2)'"
        return self.draw("black.mp4", *PICTURE, "-vf", black, *H264)

    @cached_property
    def cut_off(self) -> Path:
        """A download that broke off: the index is there, the end is not."""
        whole = self.draw("front.mp4", "-i", self.film, "-c", "copy", "-movflags", "+faststart").read_bytes()
        return self.write("cut_off.mp4", whole[: len(whole) * 6 // 10])

    @cached_property
    def rotten(self) -> Path:
        """A film with bytes turned over in the middle."""
        content = bytearray(self.film.read_bytes())
        for place in range(len(content) // 3, len(content) // 3 + 6000, 7):
            content[place] ^= 0xFF
        return self.write("rotten.mp4", bytes(content))
