"""Captions in the picture: the frames themselves are looked at."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from media.boxes import layout
from media.burn import burn_in
from media.cues.cue import Cue
from media.errors import Cancelled, FontMissing, LetterMissing
from media.facts import Burned
from media.fonts import LATIN, faces
from media.graph.burning import burned
from media.graph.inputs import FRAGMENTS
from media.graph.pictures import Rung
from media.lettering import Lettering, lettering
from media.profiles import profile_named
from tests.clips import Clips

pytestmark = pytest.mark.integration

WIDTH_PX, HEIGHT_PX, FPS, SECONDS = 640, 360, 10, 17
#: Of white: what belongs to the box, and what to a letter.
BOX, LETTER = 96, 130
ZERO_WIDTH_NON_JOINER = "\u200c"
#: Letters for private use, which no font has.
NOWHERE = "\ue000\ue001\ue002"

JOINED = {"ar": "محمل", "fa": "ملک", "ps": "سم", "ckb": "کلک", "ur": "کھل"}
APART = {language: ZERO_WIDTH_NON_JOINER.join(word) for language, word in JOINED.items()}
EXCLAIMED, NAMED_IN_ARABIC, NAMED_IN_GERMAN = "سلام!", "IIIIIIIIII سلام", "سلام IIIIIIIIII!"
SENTENCES = {
    "Arab": ["اتصل بالشرطة على الرقم", "یہ اردو ہے، آپ کیسے ہیں؟", "کوردیی ناوەندی ڵڕێ", "زه پښتو وایم ځڅږ"],
    "Ethi": ["ፖሊስ ይሕግዙኹም።", "ሰላም ለኩልኹም"],
    "Beng": ["ক্ষমা করবেন, শিক্ষার্থী", "স্বাস্থ্য বীমা"],
    "Deva": ["नमस्ते, क्षमा कीजिए!", "स्त्री ज्ञान हिन्दी"],
    "Latn": ["Tiếng Việt ưỡn ộ", "Übergrößenträger ğışŞ ţș", "Доброго дня, їжак і ґава", "Ρωτήστε"],
    "Guru": ["ਪੰਜਾਬੀ ਵਿੱਚ ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ"],
    "Taml": ["தமிழ் வணக்கம் ஸ்ரீ"],
    "Geor": ["გამარჯობა მეგობარო"],
    "Armn": ["Բարեւ ձեզ, ընկեր"],
}
LETTERS = {"Ethi": "ሰ ረ ጸ", "Beng": "গ ন হ", "Deva": "क म ह", "Geor": "გ მ დ", "Armn": "Բ զ դ"}
PLAIN, HOSTILE = "xx", "{\\pos(10,10)\\fs200}{\\p1}m 0 0 l 100 0 100 100{\\p0}\\N"
LONG = "Ein Satz, der viel zu lang ist für eine einzige Zeile, wird umbrochen."
ADDRESS = "https://www.example.org/" + "sehr-lange-adresse" * 4
#: What is burned into one film; the last one is mixed, as foreign names are in German captions.
FILMS = {
    "Arab": [*JOINED.values(), *APART.values(), EXCLAIMED, NAMED_IN_ARABIC, *SENTENCES["Arab"]],
    **{script: [*SENTENCES[script], LETTERS[script]] for script in ("Ethi", "Beng", "Deva")},
    "Latn": [
        NAMED_IN_GERMAN, PLAIN, HOSTILE, LONG, ADDRESS, LETTERS["Geor"], LETTERS["Armn"],
        *(sentence for script in ("Latn", "Guru", "Taml", "Geor", "Armn") for sentence in SENTENCES[script]),
    ],
}  # fmt: skip

Frame = np.ndarray
Shown = Callable[[str, str], Frame]


@pytest.fixture(scope="module")
def white(clips: Clips) -> Path:
    """A white picture that lasts long enough, as the workshop writes one."""
    picture = ("-f", "lavfi", "-i", f"color=white:size={WIDTH_PX}x{HEIGHT_PX}:rate={FPS}:duration={SECONDS}")
    cuts = ("-c:v", "libx264", "-g", "40", "-pix_fmt", "yuv420p", "-movflags", f"+frag_keyframe{FRAGMENTS}")
    return clips.draw("white.mp4", *picture, *cuts)


def each_a_second(texts: Sequence[str]) -> list[Cue]:
    return [Cue(second * 1000, second * 1000 + 1000, text) for second, text in enumerate(texts)]


def frames(clips: Clips, path: Path) -> np.ndarray:
    grey = clips.draw(f"{path.parent.name}.grey", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray").read_bytes()
    return np.frombuffer(grey, np.uint8).reshape(-1, HEIGHT_PX, WIDTH_PX)


@pytest.fixture(scope="module")
def shown(workshop, clips, white, tmp_path_factory) -> Shown:
    """Look up the frame in which a text of one of the films is shown."""

    @cache
    def film(script: str) -> np.ndarray:
        scratch = tmp_path_factory.mktemp(script)
        made = burn_in(workshop, white, each_a_second(FILMS[script]), script, scratch)
        return frames(clips, made.rendition.path)

    return lambda script, text: film(script)[FPS * FILMS[script].index(text) + FPS // 2]


def box(frame: Frame) -> tuple[slice, slice]:
    """Where the dark box lies."""
    rows, columns = np.where(frame < BOX)
    return slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)


def ink(frame: Frame) -> Frame:
    """What is written in the box, as truth and falsehood."""
    return frame[box(frame)] > LETTER


def strokes(written: Frame) -> list[Frame]:
    """Every connected stroke by itself, from left to right; specks are left out."""
    unseen = {(int(row), int(column)) for row, column in zip(*np.nonzero(written), strict=True)}
    found = []
    while unseen:
        edge = [unseen.pop()]
        stroke = list(edge)
        while edge:
            row, column = edge.pop()
            near = {(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)} & unseen
            unseen -= near
            edge += near
            stroke += near
        if len(stroke) > 8:
            places = np.array(stroke)
            places -= places.min(axis=0)
            shape = np.zeros(places.max(axis=0) + 1, bool)
            shape[tuple(places.T)] = True
            found.append((min(column for _, column in stroke), shape))
    return [shape for _, shape in sorted(found, key=lambda stroke: stroke[0])]


def width_px(written: Frame) -> int:
    columns = np.flatnonzero(written.any(axis=0))
    return int(columns[-1] - columns[0] + 1)


@pytest.mark.parametrize("language", JOINED)
def test_arabic_letters_are_joined(shown, language):
    joined, apart = shown("Arab", JOINED[language]), shown("Arab", APART[language])

    assert len(strokes(ink(joined))) == 1
    assert len(strokes(ink(apart))) >= len(JOINED[language]), "the control: letters that are kept apart are seen apart"


def test_a_line_runs_as_its_language_does_whatever_it_begins_with(shown):
    exclaimed, named = shown("Arab", EXCLAIMED), shown("Arab", NAMED_IN_ARABIC)

    assert strokes(ink(exclaimed))[0].shape[1] < 6, "the exclamation mark stands on the left"
    right_half = np.array_split(ink(named), 2, axis=1)[1]
    assert len(strokes(right_half)) >= 8, "the first word stands on the right"


def test_a_line_in_latin_letters_begins_on_the_left_though_an_arabic_name_stands_first(shown):
    right_half = np.array_split(ink(shown("Latn", NAMED_IN_GERMAN)), 2, axis=1)[1]

    assert len(strokes(right_half)) >= 8


@pytest.mark.parametrize(
    ("script", "sentence"), [(script, sentence) for script, sentences in SENTENCES.items() for sentence in sentences]
)
def test_every_script_is_drawn_letter_for_letter_as_it_is_shaped(shown, script, sentence):
    film = script if script in FILMS else "Latn"
    measured = lettering([Cue(0, 1000, sentence)], film, WIDTH_PX, HEIGHT_PX)

    due_px = measured.width_em(sentence) * measured.em_px

    assert width_px(ink(shown(film, sentence))) == pytest.approx(due_px, abs=0.02 * due_px + 3)


@pytest.fixture(scope="module")
def empty_box(workshop, clips, white, tmp_path_factory) -> Frame:
    """What a letter looks like that the font does not have."""
    folder = tmp_path_factory.mktemp("empty")
    (latin,) = faces([LATIN])
    (folder / "latin.ttf").write_bytes(latin.path.read_bytes())
    cues = [Cue(0, 1000, "III")]
    words = folder / "words.ass"
    words.write_text(written("III").as_ass(cues).replace("III", " ".join(NOWHERE)), encoding="utf-8")
    rung = Rung(profile_named("480p"), WIDTH_PX, HEIGHT_PX, Fraction(FPS), halved=False, path=folder / "empty.mp4")
    workshop.run(burned(white, words, folder, rung), reads=[white], writes=folder, duration_s=SECONDS)
    boxes = strokes(ink(frames(clips, rung.path)[FPS // 2]))
    assert len(boxes) == len(NOWHERE)
    assert len({box.shape for box in boxes}) == 1, "empty boxes are all alike"
    return boxes[0]


@pytest.mark.parametrize("script", LETTERS)
def test_no_letter_is_an_empty_box(shown, empty_box, script):
    letters = strokes(ink(shown(script if script in FILMS else "Latn", LETTERS[script])))

    assert len({letter.tobytes() for letter in letters}) == len(letters) >= 3, "each has a shape of its own"
    assert empty_box.shape not in {letter.shape for letter in letters}


@pytest.mark.parametrize("text", [PLAIN, LONG, ADDRESS])
def test_words_stay_inside_the_safe_area_on_a_dark_box(shown, text):
    frame = shown("Latn", text)

    rows, columns = box(frame)

    assert columns.start >= 0.045 * WIDTH_PX
    assert columns.stop <= 0.955 * WIDTH_PX
    assert rows.stop <= 0.955 * HEIGHT_PX
    assert contrast(frame[rows, columns].max(), frame[rows, columns].min()) >= 4.5


def contrast(light: int, dark: int) -> float:
    """The contrast of two greys, after WCAG."""

    def luminance(grey: int) -> float:
        return float(((grey / 255 + 0.055) / 1.055) ** 2.4)

    return (luminance(light) + 0.05) / (luminance(dark) + 0.05)


def test_words_are_never_commands(shown):
    plain, hostile = shown("Latn", PLAIN), shown("Latn", HOSTILE)

    assert box(hostile)[0].start >= box(plain)[0].start - 1, "it is one line at the bottom"
    assert width_px(ink(hostile)) > 10 * width_px(ink(plain)), "and all of it is written out"


@pytest.fixture(scope="module")
def with_words(workshop, white, tmp_path_factory) -> Burned:
    cues = [Cue(1000, 3000, "Guten Tag"), Cue(5000, 4000, "backwards")]
    return burn_in(workshop, white, cues, "Latn", tmp_path_factory.mktemp("burned"))


def test_the_picture_with_words_has_the_shape_of_the_one_without(with_words, white):
    made, given = layout(with_words.rendition.path), layout(white)

    assert [segment.duration_s for segment in made.segments] == [segment.duration_s for segment in given.segments]
    assert with_words.rendition.frames == given.samples
    assert (with_words.rendition.width_px, with_words.rendition.height_px) == (WIDTH_PX, HEIGHT_PX)
    assert with_words.rendition.profile == "480p"
    assert with_words.cost.cpu_s > 0


def test_words_come_and_go_at_their_times(with_words, clips):
    darkest = [int(frame.min()) for frame in frames(clips, with_words.rendition.path)]

    assert [number for number, grey in enumerate(darkest) if grey < BOX] == list(range(FPS, 3 * FPS))


def test_a_font_that_is_missing_is_named_with_its_package(workshop, white, tmp_path):
    with pytest.raises(FontMissing) as refusal:
        burn_in(workshop, white, [Cue(0, 1000, "سلام")], "Arab", tmp_path / "scratch", fonts=tmp_path)

    assert "Noto Naskh Arabic" in str(refusal.value)
    assert "fonts-noto-core" in str(refusal.value)


def test_a_letter_that_no_font_has_is_refused_and_a_smiley_is_left_out():
    with pytest.raises(LetterMissing):
        lettering([Cue(0, 1000, "\U00012000")], "Latn", WIDTH_PX, HEIGHT_PX)

    assert "".join(run for _, run in written("gut 😀").runs("gut 😀")) == "gut "


def written(text: str) -> Lettering:
    return lettering([Cue(0, 1000, text)], "Latn", WIDTH_PX, HEIGHT_PX)


def test_burning_in_can_be_called_off(workshop, white, tmp_path):
    with pytest.raises(Cancelled):
        burn_in(workshop, white, [Cue(0, 1000, "x")], "Latn", tmp_path, cancelled=lambda: True)
