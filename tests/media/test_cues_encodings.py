import pytest

from media.captions import read
from media.errors import UnknownLetters

WORDS = {
    "de": "Grüße für Übergrößenträger: die Behörde hört Ihnen zu, auch wenn Sie später kommen.",
    "fr": "Présentez-vous à la préfecture, où l'on vous aidera sûrement, même à Noël.",
    "pl": "Proszę przyjść do urzędu, gdzie usłyszą Państwo więcej o życiu i języku.",
    "hr": "Dođite u ured gdje ćete čuti više o životu i školi, možda već sljedeći tjedan.",
    "tr": "Lütfen güneş doğmadan önce göçmen dairesine gelin; yardım için çağrı yapın.",
    "ru": "Пожалуйста, приходите в управление, там вам помогут и объяснят ваши права.",
    "uk": "Будь ласка, приходьте до управління, там вам допоможуть і пояснять ваші права, її та їх.",
    "ar": "من فضلك توجه إلى مكتب الأجانب وسوف يشرحون لك حقوقك وواجباتك.",
    "zh-Hans": "请到外国人事务局，他们会帮助您并解释您的权利和义务。",
}
SCRIPTS = {"ru": "Cyrl", "uk": "Cyrl", "ar": "Arab", "zh-Hans": "Hans"}


def srt(words: str) -> str:
    return f"1\r\n00:00:01,000 --> 00:00:06,000\r\n{words}\r\n"


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        *(("de", encoding) for encoding in ("cp1252", "iso8859_15", "mac_roman", "cp850")),
        *(("fr", encoding) for encoding in ("cp1252", "mac_roman")),
        *(("pl", encoding) for encoding in ("cp1250", "iso8859_2", "cp852")),
        *(("hr", encoding) for encoding in ("cp1250", "iso8859_2")),
        *(("tr", encoding) for encoding in ("cp1254", "iso8859_9", "mac_turkish")),
        *(("ru", encoding) for encoding in ("cp1251", "koi8_r", "iso8859_5", "mac_cyrillic", "cp866")),
        *(("uk", encoding) for encoding in ("cp1251", "koi8_u", "iso8859_5")),
        *(("ar", encoding) for encoding in ("cp1256", "iso8859_6")),
        ("zh-Hans", "gb18030"),
        *((language, encoding) for language in WORDS for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be")),
    ],
)
def test_captions_are_read_in_the_encodings_of_their_language(language, encoding):
    content = srt(WORDS[language]).encode(encoding)

    (cue,) = read(content, language=language, script=SCRIPTS.get(language, "Latn"))

    assert cue.text == WORDS[language]


def test_the_same_bytes_are_other_letters_in_another_language():
    content = srt("Ãðþúèå äâåðü").encode("cp1252")

    (russian,) = read(content, language="ru", script="Cyrl")

    assert russian.text == "Грюъие дверь"


@pytest.mark.parametrize(
    ("content", "language", "script"),
    [
        (srt(WORDS["ru"]).encode("cp1251"), "ti", "Ethi"),
        (srt(WORDS["ru"]).encode("cp1251"), "ar", "Arab"),
        (srt(WORDS["ar"]).encode("utf-16-le")[:-1], "ar", "Arab"),
        (b"\xff\xfe\x00\xd8\x00\x00", "de", "Latn"),
    ],
)
def test_letters_that_do_not_look_like_the_language_are_refused_not_guessed(content, language, script):
    with pytest.raises(UnknownLetters) as refusal:
        read(content, language=language, script=script)

    assert "UTF-8" in str(refusal.value)
