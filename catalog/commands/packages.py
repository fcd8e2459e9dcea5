"""``filmbote import``: a whole film in many languages, from a folder or a ZIP with a manifest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from catalog.commands.answers import Answer, RefusedWith, actor_named, answering, house
from catalog.commands.progress import bars
from catalog.foundation.errors import N_
from catalog.foundation.runtime import Runtime
from catalog.people.permissions import Action, Actor, require
from catalog.production.packages import bundle, importing
from catalog.production.packages.bundle import Package
from catalog.production.packages.looking import look_into
from catalog.production.packages.manifest import Kind
from catalog.production.packages.rehearsal import rehearse
from catalog.production.packages.report import Looked, Outcome, Report, Row
from catalog.production.packages.standing import standing_of

#: What becomes of a row, in words.
WORDS = {
    Outcome.ENTER: "will be entered as revision {revision}",
    Outcome.UNCHANGED: "unchanged, these files are revision {revision} already",
    Outcome.HELD: "waits for another row of its language",
    Outcome.REFUSED: "refused",
}


class PackageRefused(RefusedWith):
    """Rows of a package have to be corrected before anything is imported."""

    sentence = N_("Nothing was imported. Please correct the package, or leave bad languages out: %(reasons)s")


def _show(answer: Answer) -> None:
    for row in answer["rows"]:
        click.echo(f"line {row['line']:>3}  {row['language']:<10} {row['kind'] or '?':<9} {row['file']}  {_words(row)}")
        for reason in row["reasons"]:
            click.echo(f"          {reason['sentence']}")
    for name in answer["strays"]:
        click.echo(f"not in the manifest: {name}")
    for reason in answer["reasons"]:
        click.echo(f"refused: {reason['sentence']}")
    click.echo(_summary(answer))


def _words(row: Answer) -> str:
    if row["kind"] == Kind.ABOUT and row["outcome"] != Outcome.REFUSED:
        return "the film is entered" if row["outcome"] == Outcome.ENTER else "the film is there already"
    return WORDS[row["outcome"]].format(revision=row["revision"])


def _summary(answer: Answer) -> str:
    counts = f"{len(answer['unchanged'])} unchanged, {answer['refused_rows']} rows refused"
    if answer["imported"]:
        return f"{len(answer['entered'])} languages entered, {counts}"
    return f"{len(answer['to_enter'])} languages would be entered, {counts}; nothing has been written"


@click.command("import")
@click.argument("package", type=click.Path(exists=True, readable=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--yes", is_flag=True, help="Do not ask before it is done.")
@click.option("--skip-bad", is_flag=True, help="Leave out the languages of which a row is refused.")
@click.option("--as", "account", metavar="ACCOUNT", help="Who imports it; without it, the operator.")
@answering(_show)
def import_package(
    package: Path,
    dry_run: bool,  # noqa: FBT001 - click hands every option over by its name
    yes: bool,  # noqa: FBT001
    skip_bad: bool,  # noqa: FBT001
    account: str | None,
) -> Answer:
    """Bring a whole film in many languages: PACKAGE is a folder or a ZIP with a manifest.csv, see docs/packages.md.

    What would happen is told first, row by row, and nothing is written before you agree.
    """
    with house() as runtime, bundle.opened(package) as opened:
        by = actor_named(runtime, account)
        require(by, Action.UPLOAD)
        with _bar("reading the package") as tell:
            files = look_into(opened, tell)
        report = _rehearsed(runtime, opened, files, by)
        if dry_run:
            return _told(report)
        if not report.possible(skip_bad=skip_bad):
            raise PackageRefused(_told(report), reasons="\n".join(_reasons(report)))
        if not yes and report.to_enter:
            _ask(report)
        return _done(runtime, opened, files, report, by)


def _rehearsed(runtime: Runtime, package: Package, files: dict[str, Looked], by: Actor) -> Report:
    with runtime.question() as session:
        return rehearse(package.manifest, files, standing_of(session, runtime.config, package.manifest.slug, by))


def _done(runtime: Runtime, package: Package, files: dict[str, Looked], report: Report, by: Actor) -> Answer:
    if not report.to_enter:
        return _told(report, imported=True)
    with (
        _bar("copying the files") as tell,
        importing.copied(runtime.config, package, report, files, by, tell) as copies,
        runtime.transaction() as session,
    ):
        versions = importing.enter(session, report, copies, by)
        entered = [
            {"id": version.id, "language": version.language, "revision": version.revision} for version in versions
        ]
    return {**_told(report, imported=True), "entered": entered}


def _ask(report: Report) -> None:
    """Show what would happen, and go on only when somebody says so."""
    for line in _reasons(report):
        click.echo(line, err=True)
    languages = ", ".join(f"{entry.tag} (revision {entry.revision})" for entry in report.to_enter)
    click.confirm(f"Enter {report.slug} in {languages}?", abort=True, err=True)


def _reasons(report: Report) -> Iterator[str]:
    for reason in report.reasons:
        yield str(reason)
    for row in report.refused:
        for reason in row.reasons:
            yield f"line {row.line.number}: {reason}"


@contextmanager
def _bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show how much of all bytes has been read."""
    with bars() as progress:
        bar = progress.add_task(words, total=None)
        yield lambda done_bytes, whole_bytes: progress.update(bar, completed=done_bytes, total=whole_bytes)


def _told(report: Report, *, imported: bool = False) -> Answer:
    return {
        "film": report.slug,
        "new_film": report.new_film,
        "imported": imported,
        "to_enter": [entry.tag for entry in report.to_enter],
        "unchanged": [entry.tag for entry in report.unchanged],
        "entered": [],
        "refused_rows": len(report.refused),
        "rows": [_row(row) for row in report.rows],
        "strays": list(report.strays),
        "reasons": [{"code": reason.code, "sentence": str(reason)} for reason in report.reasons],
    }


def _row(row: Row) -> Answer:
    return {
        "line": row.line.number,
        "language": row.tag or row.line.language,
        "kind": row.line.kind,
        "file": row.line.file,
        "outcome": row.outcome,
        "revision": row.revision,
        "reasons": [{"code": reason.code, "sentence": str(reason)} for reason in row.reasons],
    }
