"""What an import would do, row by row, before anything is written. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from catalog.films.languages import ORIGINAL
from catalog.films.register import SLUG, BadSlug, ChangeNoteMissing, RevisionUnderWay, TitleMissing
from catalog.foundation.errors import N_, FilmboteError, Invalid, NotPermitted, Refused
from catalog.production.arriving.uploads import NoRoom
from catalog.production.intake import Marked
from catalog.production.packages.manifest import SOUNDS, Kind, Line, Manifest, Texts
from catalog.production.packages.mistakes import Found, by_themselves, given_twice, named_twice, place_of, tag_of
from catalog.production.packages.report import Entry, Looked, Outcome, Report, Row
from catalog.production.packages.standing import Newest, Standing

MB = 1_000_000


class NoSound(Invalid):
    """A language without a sound gets only texts."""

    sentence = N_("This language has no sound yet. Captions alone are not enough.")


class NoPicture(Invalid):
    """A dub comes to a film that has no picture."""

    sentence = N_("There is no picture for this dub: neither is one here, nor does the package bring a film.")


class FilmUnknown(Invalid):
    """The film is not there, and the package does not say what it is called."""

    sentence = N_("There is no film “%(slug)s” yet. Please add a row of the kind “about” with its title.")


class NothingToImport(Refused):
    """The package names no language."""

    sentence = N_("The manifest names no language in which the film is brought.")


def rehearse(manifest: Manifest, files: Mapping[str, Looked], standing: Standing) -> Report:
    """Return what an import would do with the files of a package, as things stand."""
    lines = manifest.lines
    by_tag, about = _by_tag(line for line in lines if line.kind is not Kind.ABOUT), _by_tag(_about(lines))
    reasons: dict[int, list[FilmboteError]] = defaultdict(list)
    for number, reason in chain(
        by_themselves(lines, files, standing.most_bytes),
        named_twice(lines),
        *map(given_twice, [*by_tag.values(), *about.values()]),
    ):
        reasons[number].append(reason)
    refused = set(reasons)
    for tag, own in by_tag.items():
        if not refused.intersection(line.number for line in own):
            for number, reason in _against(own, files, standing.newest.get(tag)):
                reasons[number].append(reason)
    for number, reason in _without_picture(by_tag, reasons, standing):
        reasons[number].append(reason)

    entries = [_entry(tag, own, files, standing.newest.get(tag), reasons) for tag, own in by_tag.items()]
    entries.sort(key=lambda entry: (not _brings_picture(entry), entry.tag != ORIGINAL))
    of_entries = {row.line.number: row for entry in entries for row in entry.rows}
    rows = [of_entries.get(line.number) or _row(line, standing, reasons) for line in lines]
    strays = sorted(set(files) - {line.file for line in lines})
    report = Report(manifest.slug, not standing.known, rows, entries, strays, [])
    return replace(report, reasons=list(_against_all(report, standing)))


def _about(lines: Iterable[Line]) -> Iterator[Line]:
    return (line for line in lines if line.kind is Kind.ABOUT)


def _by_tag(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Return the lines of each language that there is."""
    by_tag: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if tag := tag_of(line.language):
            by_tag[tag].append(line)
    return by_tag


def _against(lines: Sequence[Line], files: Mapping[str, Looked], newest: Newest | None) -> Found:
    """Yield what keeps a language from being entered whose lines are right by themselves."""
    if newest and _is_here(lines, files, newest):
        return
    number = lines[0].number
    if newest and newest.under_way:
        yield number, RevisionUnderWay(revision=newest.revision)
    elif newest and newest.next_revision > 1 and not _texts(lines).change_note:
        yield number, ChangeNoteMissing()
    if not any(line.kind in SOUNDS for line in lines) and not (newest and newest.has_sound):
        yield number, NoSound()


def _is_here(lines: Sequence[Line], files: Mapping[str, Looked], newest: Newest) -> bool:
    """Return whether the newest revision has these very files; with texts alone, whether they are among its texts."""
    brought: set[Marked] = {
        (None if line.kind in SOUNDS else place_of(line), files[line.file].sha256) for line in lines
    }
    whole = any(tag is None for tag, _ in brought)
    refused = newest.next_revision == newest.revision
    return not refused and (brought == newest.files if whole else brought <= newest.files)


def _without_picture(
    by_tag: Mapping[str, Sequence[Line]], reasons: Mapping[int, Sequence[FilmboteError]], standing: Standing
) -> Found:
    """Yield the dubs for which there is no picture, and no film in the package that brings it."""
    good = [lines for lines in by_tag.values() if not any(line.number in reasons for line in lines)]
    if standing.has_picture or any(line.kind is Kind.FILM for lines in good for line in lines):
        return
    for line in chain(*by_tag.values()):
        if line.kind is Kind.DUB:
            yield line.number, NoPicture()


def _entry(
    tag: str,
    lines: Sequence[Line],
    files: Mapping[str, Looked],
    newest: Newest | None,
    reasons: Mapping[int, Sequence[FilmboteError]],
) -> Entry:
    if any(line.number in reasons for line in lines):
        outcome = Outcome.HELD
    elif newest and _is_here(lines, files, newest):
        outcome = Outcome.UNCHANGED
    else:
        outcome = Outcome.ENTER
    revision = 1
    if newest:
        revision = newest.revision if outcome is Outcome.UNCHANGED else newest.next_revision
    rows = tuple(
        Row(
            line,
            tag,
            Outcome.REFUSED if line.number in reasons else outcome,
            revision,
            files[line.file].size_bytes if line.file in files else 0,
            tuple(reasons.get(line.number, ())),
        )
        for line in lines
    )
    return Entry(tag, rows, _texts(lines), revision, outcome)


def _row(line: Line, standing: Standing, reasons: Mapping[int, Sequence[FilmboteError]]) -> Row:
    """Return what becomes of a line that belongs to no language: about the film, or of an unknown one."""
    found = tuple(reasons.get(line.number, ()))
    outcome = Outcome.UNCHANGED if standing.known else Outcome.ENTER
    return Row(line, tag_of(line.language), Outcome.REFUSED if found else outcome, reasons=found)


def _brings_picture(entry: Entry) -> bool:
    return any(row.line.kind is Kind.FILM for row in entry.rows)


def _texts(lines: Sequence[Line]) -> Texts:
    """Return what the lines of a language say, each text once."""
    said = ((getattr(line.texts, column) for line in lines) for column in Texts.__slots__)
    return Texts(*(next(filter(None, texts), "") for texts in said))


def _against_all(report: Report, standing: Standing) -> Iterator[FilmboteError]:
    if report.new_film:
        if not SLUG.fullmatch(report.slug):
            yield BadSlug(slug=report.slug[:80])
        if not standing.may_enter:
            yield NotPermitted()
        if not any(row.line.kind is Kind.ABOUT for row in report.rows):
            yield FilmUnknown(slug=report.slug[:80])
        elif not any(row.line.texts.title for row in report.about):
            yield TitleMissing()
    if not report.entries and not report.refused:
        yield NothingToImport()
    to_copy_bytes = sum(entry.size_bytes for entry in report.to_enter)
    if to_copy_bytes > standing.room_bytes:
        yield NoRoom(size_mb=max(1, round(to_copy_bytes / MB)))
