"""Posters: what hangs in a corridor and leads a phone to the film."""

from io import BytesIO

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from catalog.films import posters
from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.films.showing import OnShow

ADDRESS = "https://film.hessen.example/p/1-{tag}"
PRINTED_DPI, POINTS_AN_INCH = 150, 72
CALLS = {
    "de": "Rufen Sie im Notfall die 110 an.",
    "ar": "في حالات الطوارئ اتصل بالرقم 110.",
    "fa": "در مواقع اضطراری با شماره ۱۱۰ تماس بگیرید.",
    "ti": "ኣብ ህጹጽ ኩነታት 110 ደውሉ።",
    "uk": "У надзвичайній ситуації телефонуйте 110.",
    "mk": "Во итен случај јавете се на 110: ѓ, ќ, љ, њ, џ.",
    "ka": "საგანგებო სიტუაციაში დარეკეთ 110-ზე.",
    "hy": "Արտակարգ իրավիճակում զանգահարեք 110։",
    "bn": "জরুরি অবস্থায় ১১০ নম্বরে ফোন করুন।",
    "hi": "आपात स्थिति में 110 पर फ़ोन करें।",
    "pa": "ਐਮਰਜੈਂਸੀ ਵਿੱਚ 110 ਤੇ ਫ਼ੋਨ ਕਰੋ।",
    "ta": "அவசரநிலையில் 110 ஐ அழைக்கவும்.",
    "zh-Hans": "紧急情况下请拨打110。",
    "vi": "Trong trường hợp khẩn cấp hãy gọi 110.",
    "ha": "A cikin gaggawa ku kira 110: ɓ, ɗ, ƙ.",
}
in_every_script = pytest.mark.parametrize("tag", CALLS)


@pytest.fixture
def version(make):
    """Return what makes a version that is on show."""

    def made(tag="de", call=None, **facts):
        call = CALLS.get(tag, "") if call is None else call
        return make.version(language=tag, status=Status.PUBLISHED, call_to_action=call, **facts)

    return made


def printed(version, paper="a4"):
    return posters.of_version(version, ADDRESS.format(tag=version.language.lower()), paper)


def raster(content, dpi=PRINTED_DPI):
    """Return the first page as a printer sees it."""
    return pypdfium2.PdfDocument(content)[0].render(scale=dpi / POINTS_AN_INCH).to_numpy()


def words_of(content):
    return " ".join(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded().split())


def fonts_in(document):
    """Return the descriptions of all fonts of the first page."""
    return [font.get_object() for font in document.pages[0]["/Resources"]["/Font"].values()]


def has_all_glyphs(content):
    """Return whether it is PDF/UA-1, which is refused where a letter has no glyph."""
    root = PdfReader(BytesIO(content)).trailer["/Root"]
    return b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


@pytest.mark.parametrize(("tag", "paper"), [("de", "a4"), ("de", "a3"), ("ar", "a4"), ("zh-Hans", "a4")])
def test_a_phone_finds_its_way_from_the_paper(version, tag, paper):
    (found,) = zxingcpp.read_barcodes(raster(printed(version(tag), paper)))

    assert found.text == ADDRESS.format(tag=tag.lower())


@in_every_script
def test_every_letter_comes_along_and_a_screen_reader_reads_it_in_its_language(version, tag):
    content = printed(version(tag))

    assert has_all_glyphs(content)
    document = PdfReader(BytesIO(content))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.trailer["/Root"]["/Lang"] == tag.partition("-")[0]
    assert document.metadata.title == CALLS[tag]
    for font in fonts_in(document):
        assert font["/Subtype"] == "/Type0"
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & descriptor.keys()


@pytest.mark.parametrize("tag", ["de", "ti", "uk", "ka", "hy", "vi", "ha"])
def test_the_call_can_be_copied_in_its_own_script(version, tag):
    assert CALLS[tag] in words_of(printed(version(tag)))


def test_the_staff_read_in_german_what_it_is_and_whom_to_ask(version):
    words = words_of(printed(version("ti", call="ፖሊስ")))

    assert "Informationsfilm „Die Polizei“ · Sprache: Tigrinya" in words
    assert "Hessisches Ministerium des Innern · Fragen: film@filmbote.example" in words
    assert "film.hessen.example/p/1-ti" in words


def test_where_nothing_is_called_for_the_title_stands_in_its_place(version):
    words = words_of(printed(version("fr", call="", title="La police")))

    assert words.count("La police") == 1


def test_the_title_stands_below_the_call(version):
    words = words_of(printed(version("fr", call="Appelez le 110.", title="La police")))

    assert words.index("Appelez le 110.") < words.index("La police")


def test_it_is_the_same_each_time(version):
    shown = version("ar")

    assert printed(shown) == printed(shown)


def test_a3_is_a4_only_larger(version):
    shown = version("de")
    small, large = (PdfReader(BytesIO(printed(shown, paper))).pages[0].mediabox for paper in ("a4", "a3"))
    assert (round(small.width), round(small.height)) == (595, 842)
    assert (round(large.width), round(large.height)) == (842, 1191)

    on_a4, on_a3 = (
        raster(printed(shown), dpi=72),
        raster(printed(shown, "a3"), dpi=72 * float(small.width / large.width)),
    )

    height, width = np.minimum(on_a4.shape, on_a3.shape)[:2]
    difference = np.abs(on_a4[:height, :width].astype(int) - on_a3[:height, :width].astype(int))
    assert difference.mean() < 5, "of 255; the edges of letters fall between other points"


@pytest.mark.parametrize(
    "call", ["Wort " * 120, "Donaudampfschifffahrtsgesellschaftskapitän" * 3, '#panic("no") $x$ *y* \\']
)
def test_whatever_is_called_for_stays_on_one_page(version, call):
    content = printed(version("de", call=call.strip()))

    assert len(PdfReader(BytesIO(content)).pages) == 1
    assert zxingcpp.read_barcodes(raster(content))


def test_one_poster_names_all_languages(version):
    versions = [version(tag) for tag in CALLS]

    content = posters.of_all(OnShow(versions[0].edition.film, versions), ADDRESS.format(tag=""), "a4")

    words = words_of(content)
    assert {name for name in ("Deutsch", "Українська", "ትግርኛ", "ქართული") if name not in words} == set()
    assert CALLS["uk"] in words
    assert "in 15 Sprachen" in words
    assert [found.text for found in zxingcpp.read_barcodes(raster(content))] == [ADDRESS.format(tag="")]


def test_all_our_languages_find_room_and_letters_on_one_page(version):
    call = "Rufen Sie im Notfall die 110 an. Die Polizei hilft allen Menschen."
    versions = [version(tag, call=CALLS.get(tag, call)) for tag in LANGUAGES]

    content = posters.of_all(OnShow(versions[0].edition.film, versions), ADDRESS.format(tag=""), "a4")

    assert len(PdfReader(BytesIO(content)).pages) == 1
    assert has_all_glyphs(content)
