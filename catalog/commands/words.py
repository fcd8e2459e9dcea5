"""``filmbote film words``: send the words of a film to a translation office, and take in what it sends back."""

from collections.abc import Mapping
from pathlib import Path

import click
from sqlalchemy.orm import Session

from catalog.commands.answers import Answer, actor_named, answering, house
from catalog.films.wording import exchange
from catalog.films.wording.exchange import MOST_BYTES
from catalog.films.wording.rows import Judged, Plan, Verdict

#: Suffixes of what goes out.
SUFFIXES = ("xlf", "zip", "csv", "xlsx")
#: Why a row is left as it is; an operator reads it.
REASONS: Mapping[Verdict, str] = {
    Verdict.EARLIER: "the German words have changed meanwhile (see --with-earlier)",
    Verdict.EMPTY: "it is empty, and nothing is deleted this way",
    Verdict.TOO_LONG: "it is too long",
    Verdict.REPEATED: "the file has other words for the same place before",
    Verdict.RECALLED: "this version was recalled",
    Verdict.ORIGINAL: "the German words are not changed this way",
    Verdict.UNKNOWN_LANGUAGE: "there is no such language",
    Verdict.UNKNOWN_UNIT: "this film has no such place",
}


@click.group("words")
def words() -> None:
    """Exchange titles, descriptions and calls to action with translation offices."""


def _show_export(answer: Answer) -> None:
    click.echo(f"{answer['file']}  {answer['size_bytes']} bytes")


def _show_import(answer: Answer) -> None:
    did = "would change" if answer["dry_run"] else "changed"
    click.echo(f"{did} {answer['changed']}, still right {answer['still_right']}, unchanged {answer['unchanged']}")
    for row in answer["rows"]:
        if row["verdict"] == Verdict.CHANGED:
            click.echo(f"{row['place']}: {row['language']} {row['field']}: {row['before']} → {row['text']}")
        else:
            click.echo(f"{row['place']}: left out, {REASONS[row['verdict']]}", err=True)


@words.command("export")
@click.argument("slug")
@click.option("--language", help="Only this one, as XLIFF (.xlf); without it, all languages.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Its suffix says what is wanted: .xlf, .zip (XLIFF of all languages), .csv or .xlsx.",
)
@answering(_show_export)
def export(slug: str, language: str | None, output: Path) -> Answer:
    """Write the words of the film SLUG to a file, the German ones beside those of the other languages."""
    suffix = output.suffix.lower().removeprefix(".")
    if suffix not in SUFFIXES or (suffix == "xlf") != (language is not None):
        message = "Please write --language TAG with a .xlf, and none with a .zip, .csv or .xlsx."
        raise click.UsageError(message)
    with house() as runtime, runtime.question() as session:
        content = _content(session, slug, language, suffix)
    try:
        output.write_bytes(content)
    except OSError as error:
        message = f"{output} cannot be written: {error.strerror}."
        raise click.BadParameter(message, param_hint="--output") from error
    return {"file": str(output), "size_bytes": len(content)}


@words.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--with-earlier", is_flag=True, help="Also take over what was made from earlier German words.")
@click.option("--as", "account", metavar="ACCOUNT", help="Who imports it; without it, the operator.")
@answering(_show_import)
def bring(
    slug: str,
    file: Path,
    dry_run: bool,  # noqa: FBT001 - click hands every option over by its name
    with_earlier: bool,  # noqa: FBT001 - click hands every option over by its name
    account: str | None,
) -> Answer:
    """Take over words of the film SLUG from FILE: XLIFF 2.0, several of them in a ZIP, CSV or XLSX.

    The same file a second time changes nothing.
    """
    with file.open("rb") as sent:
        rows = exchange.read(sent.read(MOST_BYTES + 1), file.name)
    with house() as runtime:
        by = actor_named(runtime, account)
        if dry_run:
            with runtime.question() as session:
                plan, _ = exchange.look(session, slug, rows, with_earlier=with_earlier)
        else:
            with runtime.transaction() as session:
                plan = exchange.bring(session, slug, rows, by=by, source=file.name, with_earlier=with_earlier)
    return _told(plan, dry_run=dry_run)


def _content(session: Session, slug: str, language: str | None, suffix: str) -> bytes:
    if language is not None:
        return exchange.export_language(session, slug, language)
    return exchange.export_all(session, slug) if suffix == "zip" else exchange.export_table(session, slug, suffix)


def _told(plan: Plan, *, dry_run: bool) -> Answer:
    counted = {verdict.value: plan.count(verdict) for verdict in Verdict}
    silent = (Verdict.UNCHANGED, Verdict.STILL_RIGHT)
    return {
        "dry_run": dry_run,
        **counted,
        "rows": [_row(judged) for judged in plan.rows if judged.verdict not in silent],
    }


def _row(judged: Judged) -> Answer:
    return {
        "place": judged.row.place,
        "language": judged.row.language,
        "field": judged.row.field,
        "verdict": judged.verdict.value,
        "before": judged.before,
        "text": judged.text,
    }
