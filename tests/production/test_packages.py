"""A whole film in many languages comes as one package: told row by row first, then entered together or not at all."""

import hashlib
import stat
import zipfile

import pytest
from sqlalchemy import select

from catalog.films.lifecycle import Status
from catalog.films.models import Film, LanguageVersion, Track, TrackKind
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Actor, Role
from catalog.people.tables import EmptyTable
from catalog.production.models import Purpose, Upload
from catalog.production.packages import archive, bundle, importing
from catalog.production.packages.importing import NotAsRehearsed, PackageChanged
from catalog.production.packages.looking import look_into
from catalog.production.packages.manifest import ColumnsMissing, FilmMissing, Kind, as_named, read
from catalog.production.packages.mistakes import MOST_PROPOSALS
from catalog.production.packages.rehearsal import rehearse
from catalog.production.packages.report import Looked, Outcome
from catalog.production.packages.standing import Newest, Standing, standing_of
from tests.packing import folder, manifest, packed, row

ROOM = {"room_bytes": 10**9, "most_bytes": 10**8}
NOTHING_THERE = Standing(**ROOM)
PICTURE_THERE = Standing(known=True, has_picture=True, **ROOM)
SHA = hashlib.sha256(b"a dub").hexdigest()

ABOUT = row("de", "about", title="Die Polizei", description="Wann Sie 110 rufen.")
GERMAN = (row("de", "film", "de/polizei.mp4", title="Die Polizei hilft"), row("de", "captions", "de/polizei.srt"))
TIGRINYA = (
    row("ti", "dub", "ti/polizei.wav", title="ፖሊስ", call_to_action="ናብ 110 ደውሉ"),
    row("ti", "captions", "ti/polizei.srt"),
    row("ti", "subtitles", "ti/de.srt", subtitles_language="de"),
)
WHOLE = (ABOUT, *GERMAN, *TIGRINYA)
FILES = {
    "de/polizei.mp4": b"\0film",
    "de/polizei.srt": b"captions",
    "ti/polizei.wav": b"\0dub",
    "ti/polizei.srt": b"more",
    "ti/de.srt": b"text",
}


def untold(_done_bytes, _whole_bytes):
    """Take no notice of how far it has come."""


def looked(rows, *, size_bytes=1000, **other):
    """Every file that the rows name, each with its own content."""
    names = [named["file"] for named in rows if named["file"]]
    return {name: Looked(size_bytes, hashlib.sha256(name.encode()).hexdigest()) for name in names} | other


def told(*rows, standing=PICTURE_THERE, files=None):
    """What a dry run says: for each line of the file its outcome, its revision and the codes of its reasons."""
    report = rehearse(read(manifest(*rows), "manifest.csv"), looked(rows) if files is None else files, standing)
    return {
        line.line.number: (line.outcome.value, line.revision, [reason.code for reason in line.reasons])
        for line in report.rows
    }


def sentences(*rows, **given):
    report = rehearse(read(manifest(*rows), "manifest.csv"), given.pop("files", looked(rows)), PICTURE_THERE)
    return " ".join(str(reason) for line in report.rows for reason in line.reasons)


def of_all(*rows, standing):
    report = rehearse(read(manifest(*rows), "manifest.csv"), looked(rows), standing)
    return [reason.code for reason in report.reasons]


# The manifest


@pytest.mark.parametrize(("delimiter", "mark"), [(";", "\ufeff"), (",", ""), ("\t", "")])
def test_a_manifest_is_read_as_offices_save_it(delimiter, mark):
    found = read(manifest(*WHOLE, delimiter=delimiter, mark=mark), "manifest.csv")

    assert found.slug == "polizei"
    assert [line.kind for line in found.lines] == [
        Kind.ABOUT, Kind.FILM, Kind.CAPTIONS, Kind.DUB, Kind.CAPTIONS, Kind.SUBTITLES,
    ]  # fmt: skip
    assert found.lines[3].texts.call_to_action == "ናብ 110 ደውሉ"
    assert found.lines[5].subtitles_language == "de"


def test_a_manifest_may_have_german_headings_and_windows_separators():
    table = "Film;Sprache;Art;Datei;Titel\npolizei;ti;Ton;ti\\polizei.wav;ፖሊስ\n".encode()

    line = read(table, "manifest.csv").lines[0]

    assert (line.kind, line.file, line.texts.title) == (Kind.DUB, "ti/polizei.wav", "ፖሊስ")


@pytest.mark.parametrize(
    ("table", "refusal"),
    [
        (b"", EmptyTable),
        (b"film;language\npolizei;de\n", ColumnsMissing),
        (b"film;language;kind\n;de;film\n", FilmMissing),
    ],
)
def test_a_manifest_that_says_too_little_is_refused(table, refusal):
    with pytest.raises(refusal):
        read(table, "manifest.csv")


def test_letters_are_compared_however_a_computer_writes_them():
    assert as_named("fu\u0308r\\A.srt") == as_named("./für/A.srt") == "für/A.srt"


# The dry run


def test_a_new_film_is_entered_with_all_its_languages_and_the_picture_comes_first():
    report = rehearse(
        read(manifest(ABOUT, *TIGRINYA, *GERMAN), "manifest.csv"), looked([*TIGRINYA, *GERMAN]), NOTHING_THERE
    )

    assert report.new_film
    assert [(entry.tag, entry.revision, entry.outcome) for entry in report.to_enter] == [
        ("de", 1, Outcome.ENTER),
        ("ti", 1, Outcome.ENTER),
    ]
    assert report.possible(skip_bad=False)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row("tig", "dub", "a.wav"), "language_meant"),
        (row("xx-qq-1", "dub", "a.wav"), "no_such_language"),
        (row("", "dub", "a.wav"), "language_missing"),
        (row("ti", "song", "a.wav"), "unknown_kind"),
        (row("ti", "dub"), "file_unnamed"),
        (row("ti", "dub", "a.wav", subtitles_language="de"), "subtitles_language_not_wanted"),
        (row("ti", "dub", "a.wav", sha256="12ab"), "bad_checksum"),
        (row("ti", "dub", "a.wav", sha256="0" * 64), "checksum_differs"),
        (row("ti", "dub", "a.wav", title="x" * 301), "text_too_long"),
        (row("ti", "dub", "a.pdf"), "wrong_kind"),
        (row("ti", "film", "a.srt"), "wrong_kind"),
        (row("ti", "dub", "a.wav", film="feuerwehr"), "other_film"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_alone(bad, code):
    answer = told(*GERMAN, bad)

    assert (answer[4][0], answer[4][2]) == ("refused", [code])
    assert answer[2][0] == answer[3][0] == "enter"


def test_subtitles_say_in_which_language_they_are_written():
    german = (*GERMAN, row("de", "subtitles", "ti.srt"))

    assert told(*german)[4] == ("refused", 1, ["subtitles_language_missing"])


@pytest.mark.parametrize(("written", "meant"), [("tigrinja", "ti"), ("Kurdisch", "kmr"), ("arabish", "ar")])
def test_the_nearest_languages_are_proposed(written, meant):
    proposed = sentences(row(written, "dub", "a.wav")).partition("meant: ")[2]

    assert meant in proposed.rstrip("?").split(", ")


def test_a_file_that_is_missing_is_told_with_the_one_that_is_nearly_called_so():
    rows = (row("ti", "dub", "ti/polizei.wav"),)

    assert "Is “ti/Polizei.wav” meant?" in sentences(*rows, files={"ti/Polizei.wav": Looked(10, SHA)})
    assert "There is no file “ti/polizei.wav” in the package." in sentences(*rows, files={})


def test_a_manifest_full_of_mistakes_is_told_without_proposals_for_all_of_them():
    rows = [row(f"tigrinja{number}", "dub", f"{number}/polizei.wav") for number in range(200)]
    files = {f"{number}/Polizei.wav": Looked(10, SHA) for number in range(200)}

    codes = [code for _, _, reasons in told(*rows, files=files).values() for code in reasons]

    assert codes.count("language_meant") == codes.count("file_meant") == MOST_PROPOSALS // 2
    assert codes.count("no_such_language") == codes.count("file_missing") == 200 - MOST_PROPOSALS // 2


def test_a_file_that_is_empty_too_large_or_only_text_is_told():
    def files(size_bytes, *, is_text=False):
        return {"a.wav": Looked(size_bytes, SHA, is_text=is_text)}

    dub = row("ti", "dub", "a.wav")

    assert told(dub, files=files(0))[2][2] == ["file_empty"]
    assert told(dub, files=files(10**8 + 1))[2][2] == ["too_large"]
    assert told(dub, files=files(100, is_text=True))[2][2] == ["wrong_kind"]


def test_a_row_keeps_the_others_of_its_language_waiting():
    answer = told(*GERMAN, TIGRINYA[0], row("ti", "captions", "ti/polizei.doc"))

    assert answer[4] == ("held", 1, [])
    assert answer[5] == ("refused", 1, ["wrong_kind"])
    assert answer[2][0] == "enter"


@pytest.mark.parametrize(
    "second",
    [
        row("ti", "film", "other.mp4"),
        row("ti-ER", "dub", "other.wav"),
        row("ti", "captions", "other.srt"),
        row("ti", "subtitles", "other.srt", subtitles_language="de"),
        row("ti", "subtitles", "other.srt", subtitles_language="ti"),
    ],
)
def test_a_language_has_one_sound_and_one_text_in_each_language(second):
    assert told(*TIGRINYA, second)[5] == ("refused", 1, ["given_twice"])


def test_texts_are_written_once_for_a_language():
    twice = (row("ti", "dub", "a.wav", title="ፖሊስ"), row("ti", "captions", "a.srt", title="Polizei"))

    assert told(*twice)[3][2] == ["text_twice"]
    assert told(twice[0], twice[1] | {"title": "ፖሊስ"})[3][0] == "enter"


def test_a_file_belongs_to_one_row():
    assert told(row("ti", "dub", "a.wav"), row("am", "dub", "a.wav"))[3] == ("refused", 1, ["file_twice"])


def test_captions_alone_need_a_sound_that_is_there():
    alone = row("ti", "captions", "ti.srt", change_note="Neu geschrieben")
    there = Newest(1, 1, Status.PUBLISHED, frozenset({(None, SHA)}), has_sound=True)

    assert told(alone)[2] == ("refused", 1, ["no_sound"])
    assert told(alone, standing=Standing(known=True, newest={"ti": there}, **ROOM))[2] == ("enter", 2, [])


def test_a_dub_needs_a_picture_that_is_here_or_comes_along():
    bare = Standing(known=True, **ROOM)

    assert told(TIGRINYA[0], standing=bare)[2] == ("refused", 1, ["no_picture"])
    assert told(TIGRINYA[0], row("gsg", "own", "dgs.mp4"), standing=bare)[2][2] == ["no_picture"]
    assert told(TIGRINYA[0], *GERMAN, standing=bare)[2] == ("enter", 1, [])
    # A film that is refused itself brings no picture.
    assert told(TIGRINYA[0], row("de", "film", "de.doc"), standing=bare)[2][2] == ["no_picture"]


@pytest.mark.parametrize(
    ("status", "note", "expected"),
    [
        (Status.PUBLISHED, "", ("refused", 4, ["change_note_missing"])),
        (Status.PUBLISHED, "Neuer Sprecher", ("enter", 4, [])),
        (Status.REFUSED, "Neuer Sprecher", ("enter", 3, [])),
        (Status.RECALLED, "Neuer Sprecher", ("enter", 4, [])),
        (Status.IN_REVIEW, "Neuer Sprecher", ("refused", 4, ["revision_under_way"])),
        (Status.DRAFT, "Neuer Sprecher", ("refused", 4, ["revision_under_way"])),
    ],
)
def test_what_is_there_decides_which_revision_comes(status, note, expected):
    there = Standing(known=True, has_picture=True, newest={"ti": Newest(1, 3, status)}, **ROOM)

    assert told(row("ti", "dub", "a.wav", change_note=note), standing=there)[2] == expected


@pytest.mark.parametrize("status", [Status.PROCESSING, Status.IN_REVIEW, Status.PUBLISHED, Status.RECALLED])
def test_the_same_files_again_enter_nothing(status):
    hashes = {name: found.sha256 for name, found in looked(TIGRINYA).items()}
    same = frozenset({
        (None, hashes["ti/polizei.wav"]), ("ti", hashes["ti/polizei.srt"]), ("de", hashes["ti/de.srt"])
    })  # fmt: skip
    there = Standing(known=True, has_picture=True, newest={"ti": Newest(1, 2, status, same, has_sound=True)}, **ROOM)

    assert {line[:2] for line in told(*TIGRINYA, standing=there).values()} == {("unchanged", 2)}
    # The texts alone are among those that are here.
    assert told(TIGRINYA[1], standing=there)[2] == ("unchanged", 2, [])


def test_what_was_refused_is_entered_again_with_the_same_files():
    same = frozenset({(None, looked(TIGRINYA)["ti/polizei.wav"].sha256)})
    there = Standing(known=True, has_picture=True, newest={"ti": Newest(1, 1, Status.REFUSED, same)}, **ROOM)

    assert told(TIGRINYA[0], standing=there)[2] == ("enter", 1, [])


def test_some_things_stand_in_the_way_of_all_rows():
    nobody = Standing(may_enter=False, **ROOM)

    assert of_all(*GERMAN, standing=NOTHING_THERE) == ["film_unknown"]
    assert of_all(ABOUT | {"title": ""}, *GERMAN, standing=NOTHING_THERE) == ["title_missing"]
    assert of_all(*WHOLE, standing=nobody) == ["not_permitted"]
    assert of_all(ABOUT, standing=NOTHING_THERE) == ["nothing_to_import"]
    assert of_all(*WHOLE, standing=Standing(room_bytes=4999, most_bytes=10**8)) == ["no_room"]
    assert of_all(*WHOLE, standing=Standing(room_bytes=5000, most_bytes=10**8)) == []
    named = [entry | {"film": "Polizei!"} for entry in WHOLE]
    assert of_all(*named, standing=NOTHING_THERE) == ["bad_slug"]


def test_the_rows_about_a_film_that_is_there_change_nothing():
    assert told(ABOUT, *GERMAN)[2] == ("unchanged", None, [])
    assert told(ABOUT, ABOUT, *GERMAN)[3] == ("refused", None, ["given_twice"])


def test_files_that_the_manifest_does_not_name_are_told():
    report = rehearse(
        read(manifest(*WHOLE), "manifest.csv"), looked(WHOLE, **{"notes.txt": Looked(3, "")}), NOTHING_THERE
    )

    assert report.strays == ["notes.txt"]
    assert report.possible(skip_bad=False)


# The ZIP


@pytest.fixture
def zipped(tmp_path):
    """Write a ZIP by its entries, in whatever shape, and read it as a package."""

    def read_back(*entries):
        place = tmp_path / "package.zip"
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as target:
            for name, content in [("manifest.csv", manifest(*WHOLE)), *entries]:
                target.writestr(name, content)
        with bundle.opened(place) as package:
            return dict(package.sizes_bytes)

    return read_back


def test_a_zip_and_a_folder_are_read_alike(tmp_path):
    for place in (
        folder(tmp_path / "folder", manifest(*WHOLE), FILES),
        packed(tmp_path / "flat.zip", manifest(*WHOLE), FILES),
        packed(tmp_path / "nested.zip", manifest(*WHOLE), FILES, within="Lieferung/Polizei 2026/"),
    ):
        with bundle.opened(place) as package:
            found = look_into(package, untold)
            with package.open("ti/polizei.wav") as content:
                assert content.read() == b"\0dub"
        assert {name: seen.sha256 for name, seen in found.items()} == {
            name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()
        }
        assert found["ti/de.srt"].is_text
        assert not found["ti/polizei.wav"].is_text


@pytest.mark.parametrize(
    "name", ["../dub.wav", "ti/../../dub.wav", "/etc/passwd", "C:\\dub.wav", "..\\dub.wav", "a//b"]
)
def test_a_name_that_leads_out_of_the_package_is_refused(zipped, name):
    with pytest.raises(bundle.UnsafeName):
        zipped((name, b"x"))


def test_a_link_in_a_zip_is_refused(zipped):
    link = zipfile.ZipInfo("ti/polizei.wav")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    with pytest.raises(bundle.NoPlainFile):
        zipped((link, b"/etc/passwd"))


def test_a_link_in_a_folder_is_refused(tmp_path):
    place = folder(tmp_path / "folder", manifest(*WHOLE), FILES)
    (place / "secret.wav").symlink_to("/etc/passwd")

    with pytest.raises(bundle.NoPlainFile), bundle.opened(place):
        pass


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a.wav", "./a.wav", "fu\u0308r.wav"])
def test_two_files_with_one_name_are_refused(zipped, second):
    with pytest.raises((bundle.NameTwice, bundle.UnsafeName)):
        zipped(("a.wav", b"1"), ("für.wav", b"2"), (second, b"3"))


def test_an_encrypted_file_is_refused(tmp_path):
    place = packed(tmp_path / "package.zip", manifest(*WHOLE), FILES)
    content = bytearray(place.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(mark) + flags] |= 1
    place.write_bytes(content)

    with pytest.raises(archive.Encrypted), bundle.opened(place):
        pass


def test_a_file_that_would_swell_beyond_measure_is_not_unpacked(zipped):
    with pytest.raises(archive.TooDense):
        zipped(("bomb.wav", b"\0" * 30_000_000))


def test_what_is_packed_in_another_way_is_refused(tmp_path):
    place = tmp_path / "package.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("manifest.csv", manifest(*WHOLE))

    with pytest.raises(archive.UnknownPacking), bundle.opened(place):
        pass


def test_a_zip_with_too_many_files_is_refused(zipped, monkeypatch):
    monkeypatch.setattr(bundle, "MOST_FILES", 10)

    with pytest.raises(archive.TableTooLong):
        zipped(*((f"{number}.srt", b"x") for number in range(11)))


def test_a_table_of_contents_that_would_not_fit_into_the_memory_is_not_read(tmp_path, monkeypatch):
    place = packed(tmp_path / "package.zip", manifest(*WHOLE), FILES)
    monkeypatch.setattr(archive, "MOST_AT_ONCE_BYTES", 200)

    with pytest.raises((archive.TableTooLong, archive.NoArchive)), bundle.opened(place):
        pass


def test_a_zip_that_did_not_arrive_completely_is_told(tmp_path):
    place = packed(tmp_path / "package.zip", manifest(*WHOLE), FILES)
    place.write_bytes(place.read_bytes()[:-40])

    with pytest.raises(archive.NoArchive), bundle.opened(place):
        pass


def test_a_damaged_file_is_told_by_its_name(tmp_path):
    place = tmp_path / "package.zip"
    with zipfile.ZipFile(place, "w") as target:
        target.writestr("manifest.csv", manifest(*WHOLE))
        target.writestr("ti/polizei.wav", b"\0" + b"dub" * 100)
    place.write_bytes(place.read_bytes().replace(b"dubdubdub", b"dubDubdub", 1))

    with bundle.opened(place) as package, pytest.raises(archive.BrokenArchive, match=r"polizei\.wav"):
        look_into(package, untold)


def test_names_in_utf8_are_read_although_the_packer_did_not_say_so(tmp_path):
    place = packed(tmp_path / "package.zip", manifest(*WHOLE), {"für.wav": b"1"})
    content = bytearray(place.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(mark) + flags + 1] &= ~0x08
    place.write_bytes(content)

    with bundle.opened(place) as package:
        assert set(package.sizes_bytes) == {"für.wav"}


def test_what_a_mac_lays_down_is_left_alone(zipped):
    assert zipped(("__MACOSX/._a.wav", b"x"), (".DS_Store", b"x"), ("._a.wav", b"x"), ("a.wav", b"y")) == {"a.wav": 1}


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ({}, bundle.ManifestMissing),
        ({"a/manifest.csv": b"x", "b/manifest.csv": b"x"}, bundle.ManifestTwice),
    ],
)
def test_a_package_has_one_manifest(tmp_path, files, refusal):
    place = folder(tmp_path / "folder", b"", files)
    (place / "manifest.csv").unlink()

    with pytest.raises(refusal), bundle.opened(place):
        pass


# The import


class Desk:
    """Somebody who imports folders."""

    def __init__(self, runtime, place):
        self.runtime, self.place = runtime, place

    def report(self, package, by=MACHINE):
        with self.runtime.question() as session:
            standing = standing_of(session, self.runtime.config, package.manifest.slug, by)
        return rehearse(package.manifest, look_into(package, untold), standing)

    def bring(self, *rows, files=None, by=MACHINE, before=lambda: None):
        """Import what the rows name, and return the report of the dry run before it."""
        given = FILES if files is None else files
        with bundle.opened(folder(self.place, manifest(*rows), given)) as package:
            report = self.report(package, by)
            looked = look_into(package, untold)
            before()
            with (
                importing.copied(self.runtime.config, package, report, looked, by, untold) as copies,
                self.runtime.transaction() as session,
            ):
                importing.enter(session, report, copies, by)
        return report

    def versions(self):
        with self.runtime.question() as session:
            found = session.scalars(select(LanguageVersion).order_by(LanguageVersion.id)).all()
            return [(version.language, version.revision, version.status) for version in found]

    def on_disk(self):
        return list(self.runtime.config.uploads.iterdir())


@pytest.fixture
def desk(runtime, tmp_path):
    return Desk(runtime, tmp_path / "package")


def test_all_languages_are_entered_together_with_their_words_and_files(desk, runtime):
    desk.bring(*WHOLE)

    assert desk.versions() == [("de", 1, "processing"), ("ti", 1, "processing")]
    with runtime.question() as session:
        film = session.scalars(select(Film)).one()
        tigrinya = session.scalars(select(LanguageVersion).where(LanguageVersion.language == "ti")).one()
        files = session.scalars(select(Upload).where(Upload.version_id == tigrinya.id).order_by(Upload.purpose)).all()
    assert film.title("de") == "Die Polizei"
    assert (tigrinya.title, tigrinya.call_to_action) == ("ፖሊስ", "ናብ 110 ደውሉ")
    assert [(file.purpose, file.filename, file.language) for file in files] == [
        (Purpose.CAPTIONS, "polizei.srt", None),
        (Purpose.DUB, "polizei.wav", None),
        (Purpose.SUBTITLES, "de.srt", "de"),
    ]
    assert len(desk.on_disk()) == len(FILES)


def test_the_same_package_again_enters_nothing(desk):
    desk.bring(*WHOLE)
    again = desk.bring(*WHOLE)

    assert {entry.outcome for entry in again.entries} == {Outcome.UNCHANGED}
    assert len(desk.versions()) == 2
    assert len(desk.on_disk()) == len(FILES)


def test_what_a_version_was_made_from_is_known_again(desk, session, make):
    version = make.version("ti", Status.PUBLISHED)
    dub = hashlib.sha256(FILES["ti/polizei.wav"]).hexdigest()
    version.tracks.append(Track(kind=TrackKind.DUB, source_sha256=dub, source_size_bytes=4, duration_s=4.0))
    make.picture(version)
    session.commit()
    rows = (row("ti", "dub", "ti/polizei.wav"),)

    assert desk.bring(*rows).entries[0].outcome is Outcome.UNCHANGED
    assert desk.bring(*rows, files=FILES | {"ti/polizei.wav": b"\0new"}).refused


def test_somebody_who_was_quicker_lets_the_whole_import_fail_and_leaves_nothing(desk, runtime):
    def quicker():
        with runtime.transaction() as session:
            session.add(LanguageVersion(edition=session.scalars(select(Film)).one().editions[0], language="ti",
                                        status=Status.PUBLISHED, title="x"))  # fmt: skip

    desk.bring(ABOUT, *GERMAN)
    with pytest.raises(NotAsRehearsed):
        desk.bring(row("am", "dub", "am.wav"), row("ti", "dub", "ti/polizei.wav", change_note="neu"),
                   files=FILES | {"am.wav": b"\0am"}, before=quicker)  # fmt: skip

    assert desk.versions() == [("de", 1, "processing"), ("ti", 1, "published")]
    assert len(desk.on_disk()) == 2


def test_a_film_of_which_every_language_is_refused_is_not_entered(desk, runtime):
    desk.bring(ABOUT, row("de", "film", "de/polizei.doc"))

    with runtime.question() as session:
        assert session.scalars(select(Film)).all() == []


def test_a_file_that_changed_after_the_dry_run_is_not_taken(desk):
    with pytest.raises(PackageChanged):
        desk.bring(*WHOLE, before=lambda: (desk.place / "ti/polizei.wav").write_bytes(b"\0new"))

    assert desk.versions() == []
    assert desk.on_disk() == []


def test_a_reviewer_imports_nothing(desk):
    with pytest.raises(NotPermitted):
        desk.bring(*WHOLE, by=Actor(Role.REVIEWER, "Reviewer"))

    assert desk.on_disk() == []


def test_room_that_is_promised_to_others_is_not_taken(runtime, session, make, config):
    account = make.account()
    before = standing_of(session, config, "polizei", account.actor).room_bytes
    session.add(Upload(id="on-its-way", account_id=account.id, purpose=Purpose.FILM, filename="a", size_bytes=10**9))
    session.flush()

    now = standing_of(session, config, "polizei", account.actor).room_bytes

    assert before - now == pytest.approx(10**9, abs=50_000_000)
