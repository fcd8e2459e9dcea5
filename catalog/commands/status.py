"""``filmbote status`` and ``filmbote check``: how far the film has come, and whether everything is in its place."""

import click

from catalog.check import check_house
from catalog.commands.answers import Answer, answering, house
from catalog.distribution.board import figures
from catalog.films import register


def _show_status(answer: Answer) -> None:
    for name, numbers in _lines(answer):
        told = "  ".join(f"{word} {number}" for word, number in numbers.items() if isinstance(number, int))
        click.echo(f"{name}: {told}")
    for held in answer.get("versions", []):
        mark = held.get("mark")
        if mark:
            click.echo(f"{mark:>9}  {held['film']}  {held['language']}  revision {held['revision']}")
    if answer.get("lacking"):
        click.echo(f"  lacking  {', '.join(answer['lacking'])}")


def _lines(answer: Answer) -> list[tuple[str, Answer]]:
    """Return the rows of figures in an answer, whichever of the three questions it answers."""
    if "organisations" in answer:
        return [*answer["organisations"].items(), ("all", answer["stages"])]
    if "recipients" in answer:
        return [(answer["name"], answer), *((row["name"], row) for row in answer["recipients"])]
    return []


@click.command("status")
@click.option("--organisation", metavar="AGS", help="What one recipient has and lacks.")
@click.option("--district", metavar="KEY", help="How far the recipients of one district have come.")
@answering(_show_status)
def status(organisation: str | None, district: str | None) -> Answer:
    """Tell how far the film has come."""
    if organisation and district:
        message = "Please name either --organisation or --district."
        raise click.UsageError(message)
    with house() as runtime, runtime.question() as session:
        if organisation:
            return dict(figures.of_organisation(session, organisation))
        if district:
            return dict(figures.of_district(session, district))
        films = [{"slug": film.slug, "title": film.title("de")} for film in register.films(session)]
        return {**figures.summary(session), "films": films}


def _show_check(answer: Answer) -> None:
    for name, number in answer["checked"].items():
        click.echo(f"{number:>8}  {name}")
    for complaint in answer["broken"]:
        click.echo(f"broken: {complaint}", err=True)
    click.echo("everything is in its place" if answer["ok"] else f"{len(answer['broken'])} promises are broken")


@click.command("check")
@click.option("--deep", is_flag=True, help="Read every stored content and compare its SHA-256.")
@answering(_show_check)
def check(deep: bool) -> Answer:  # noqa: FBT001 - click hands every option over by its name
    """Check every promise between database and storage."""
    with house() as runtime:
        report = check_house(runtime, deep=deep)
    return {"ok": report.ok, "checked": report.checked, "orphans": report.orphans, "broken": report.broken}
