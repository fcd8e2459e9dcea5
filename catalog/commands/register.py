"""``filmbote register``: bring the register of organisations up to date."""

from pathlib import Path

import click

from catalog.commands.answers import Answer, actor_named, answering, house
from catalog.distribution import succession
from catalog.people import tables
from catalog.people.organisations import RefusedRow


@click.group("register")
def register() -> None:
    """Keep the register of municipalities and reception centres."""


def _show(answer: Answer) -> None:
    click.echo(f"{answer['added']} added, {answer['updated']} updated, {answer['unchanged']} unchanged")
    if answer["offered"]:
        click.echo(f"{answer['offered']} deliveries offered to newcomers")
    for row in [*answer["refused"], *answer["remarks"]]:
        click.echo(f"line {row['line']}: {row['sentence']}", err=True)


@register.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "account", metavar="ACCOUNT", help="Who imports it; without it, the operator.")
@answering(_show)
def import_file(file: Path, account: str | None) -> Answer:
    """Add and update organisations from FILE, a CSV or XLSX table.

    Organisations that are new are offered everything that is public.
    """
    with house() as runtime:
        by = actor_named(runtime, account)
        rows = tables.read_table(file.read_bytes(), file.name)
        with runtime.transaction() as session:
            report, offered = succession.import_register(session, rows, by=by)
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "offered": offered,
        "refused": [_told(row) for row in report.refused],
        "remarks": [_told(row) for row in report.remarks],
    }


def _told(row: RefusedRow) -> Answer:
    return {"line": row.line, "code": row.reason.code, "sentence": str(row.reason)}
