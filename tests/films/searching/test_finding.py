"""Somebody looks for a word: both databases find the same, in the same order."""

import pytest

from catalog.films.lifecycle import Status
from catalog.films.searching import finding
from catalog.films.searching.models import LineKind

HELP = "Die Polizei hilft Ihnen"


@pytest.fixture
def on_show(library):
    """The film in six languages, and in a seventh to read."""
    library.publishes(
        "de",
        "Die Polizei ist für alle da.",
        "Im Notfall rufen Sie die 110 an.",
        title=HELP,
        description="Ein Film über die Polizei und die 110.",
        subtitles={"ti": "ፖሊስ ድሕንነት ተረጋግጽ።"},
    )
    library.publishes("ar", "الشرطة موجودة لمساعدة جميع الناس.", "اتصلوا بالرقم 110.", title="الشرطة في خدمتكم")
    library.publishes("fa", "پلیس کمک می‌کند.", "به ۱۱۰ زنگ بزنید.", title="پلیس به شما کمک می‌کند")
    library.publishes("tr", "Polis herkes için vardır.", "110'u arayın.", title="Polis size yardım eder")
    library.publishes("uk", "Поліція існує для всіх.", "Телефонуйте 110.", title="Поліція вам допомагає")
    library.publishes("zh-Hans", "警察帮助所有人。", "请拨打110。", title="警察帮助您")
    library.fill()
    return library


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("polizei alle", [("de", 0, "Die Polizei ist für alle da.")]),
        ("NOTFALL ١١٠", [("de", 5, "Im Notfall rufen Sie die 110 an.")]),
        ("fuer alle", [("de", 0, "Die Polizei ist für alle da.")]),
        ("لمساعده", [("ar", 0, "الشرطة موجودة لمساعدة جميع الناس.")]),
        ("زنگ 110", [("fa", 5, "به ۱۱۰ زنگ بزنید.")]),
        ("yardim", [("tr", 0, "Polis size yardım eder")]),
        ("существует", []),
        ("иснуе", [("uk", 0, "Поліція існує для всіх.")]),
        ("所有", [("zh-Hans", 0, "警察帮助所有人。")]),
        ("拨", [("zh-Hans", 5, "请拨打110。")]),
        ("ድሕንነት", [("ti", 0, "ፖሊስ ድሕንነት ተረጋግጽ።")]),
        ("olize xyz", []),
        ("%", []),
        ("' OR 1=1 --", []),
        ('"polizei" AND NOT "110"', []),
        ("<script>", []),
    ],
)
def test_a_word_is_found_in_every_script(on_show, words, found):
    assert on_show.lines(words) == found


def test_a_title_stands_before_a_description_and_both_before_what_is_said(on_show):
    (german, *_) = on_show.find("polizei").films

    assert [line.kind for line in german.lines] == [LineKind.TITLE, LineKind.DESCRIPTION, LineKind.CUE]


def test_a_whole_word_stands_before_a_beginning_and_that_before_a_part_of_a_word(library):
    library.publishes("de", "Das Bahnhofsrecht.", "Rechte haben alle.", "Es ist Ihr Recht.", title="Ein Film")
    library.fill()

    assert [at_s for _, at_s, _ in library.lines("recht")] == [10, 5, 0]


def test_the_reader_s_languages_stand_first(on_show):
    # Nobody asks for Turkish, where the number has an ending and is no whole word.
    assert [found.language for found in on_show.find("110").films] == ["de", "ar", "uk", "fa", "zh-Hans", "tr"]
    assert [found.language for found in on_show.find("110", "fa", "ti", "uk").films][:3] == ["fa", "uk", "de"]


def test_one_or_two_letters_are_the_beginning_of_a_word(on_show):
    assert on_show.lines("no") == [("de", 5, "Im Notfall rufen Sie die 110 an.")]
    assert on_show.lines("im no") == [("de", 5, "Im Notfall rufen Sie die 110 an.")]
    assert on_show.lines("of") == []


def test_staff_find_a_film_by_the_german_and_english_names_of_its_language(on_show):
    arabic = on_show.find("Polizei Arabisch")
    tigrinya = on_show.find("polizei tigrinya")

    assert [(found.language, found.spoken) for found in arabic.films] == [("ar", "ar")]
    assert [(found.language, found.spoken, found.subtitles) for found in tigrinya.films] == [("ti", "de", "ti")]


@pytest.mark.parametrize(
    ("words", "language"), [("shurta", "ar"), ("politsiya isnuye", "uk"), ("komak", "fa"), ("tereghagets", "ti")]
)
def test_what_is_written_nowhere_is_looked_for_by_its_sound(on_show, words, language):
    answer = on_show.find(words)

    assert answer.by_sound
    assert language in [found.language for found in answer.films]


def test_what_is_written_somewhere_is_not_looked_for_by_its_sound(on_show):
    answer = on_show.find("polis")

    assert not answer.by_sound
    assert {found.language for found in answer.films} == {"tr"}


def test_a_language_that_is_spoken_hides_subtitles_in_it(library):
    library.publishes("de", "Hallo.", subtitles={"ti": "ፖሊስ ትሕግዝ"})
    library.publishes("en", "Hello.", subtitles={"ti": "ፖሊስ ትሕግዝ"})
    library.fill()
    assert [(found.language, found.spoken) for found in library.find("ፖሊስ").films] == [("ti", "de")]

    library.publishes("ti", "ፖሊስ ንኹሉ")
    library.fill()

    assert [(found.language, found.spoken) for found in library.find("ፖሊስ").films] == [("ti", "ti")]


def test_what_is_written_in_german_for_a_sign_language_leads_to_it(library):
    library.publishes("gsg", "Die Polizei hilft.", title=HELP)
    library.fill()

    (signed,) = library.find("hilft").films

    assert (signed.language, signed.subtitles, signed.text_tag) == ("gsg", None, "de")


@pytest.mark.parametrize("status", [Status.RECALLED, Status.SUPERSEDED])
def test_what_was_called_back_or_replaced_is_found_no_more_from_that_moment(library, session, status):
    version = library.publishes("de", "Die Polizei hilft.", title=HELP)
    library.fill()
    assert library.lines("hilft")

    version.status = status
    session.commit()

    assert library.lines("hilft") == []


def test_only_what_is_published_is_found(library):
    for language, status in (("de", Status.APPROVED), ("en", Status.IN_REVIEW), ("fr", Status.DRAFT)):
        library.publishes(language, "110", status=status)
    library.fill()

    assert library.lines("110") == []


def test_of_too_much_something_is_shown_and_the_reader_s_language_is_there(library, monkeypatch):
    monkeypatch.setattr(finding, "MOST_LINES", 3)
    library.publishes("de", *["Rufen Sie 110."] * 5)
    library.publishes("ti", "110 ደውሉ", "110 ደውሉ")
    library.fill()

    answer = library.find("110", "ti")

    assert answer.cut_off
    assert [found.language for found in answer.films] == ["ti", "de"]
    assert not library.find("ደውሉ").cut_off
