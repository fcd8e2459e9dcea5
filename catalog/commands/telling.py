"""What a version is, as an answer of the command line."""

import click
from sqlalchemy.orm import Session

from catalog.commands.answers import Answer
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.production import workbench
from catalog.production.models import Choice, Finding


def show_version(answer: Answer) -> None:
    """Print a version for people."""
    click.echo(f"{answer['film']}  {answer['language']}  revision {answer['revision']}  {answer['status']}")
    for rendition in answer.get("renditions", []):
        size = f"{rendition['width_px']}×{rendition['height_px']}"
        click.echo(f"  {rendition['profile']:>6}  {size:>10}  {rendition['size_bytes'] / 1e6:8.1f} MB")
    for question in answer.get("questions", []):
        click.echo(f"  to be answered: --{question['matter']} {' | '.join(question['options'])}")
    for finding in answer.get("findings", []):
        click.echo(f"  {'refused' if finding['blocking'] else 'note'}: {finding['sentence']}")


def head(found: LanguageVersion) -> Answer:
    """Return what a version is, without its files."""
    return {
        "id": found.id,
        "film": found.edition.film.slug,
        "language": found.language,
        "revision": found.revision,
        "status": found.status,
        "title": found.title,
        "publish_at": found.publish_at.isoformat() if found.publish_at else None,
        "published_at": found.published_at.isoformat() if found.published_at else None,
    }


def told(session: Session, found: LanguageVersion) -> Answer:
    """Return everything about a version."""
    sheet = workbench.sheet(session, found.id)
    films = [rendition for rendition in found.renditions if rendition.kind == RenditionKind.FILM]
    return {
        **head(found),
        "description": found.description,
        "duration_s": films[0].duration_s if films else None,
        "picture_sha256": found.picture.source_sha256 if found.picture else None,
        "renditions": [_rendition(rendition) for rendition in films],
        "captions": [
            {"language": text.language, "cues": text.cues, "webvtt_sha256": text.webvtt_sha256}
            for text in found.captions
        ],
        "questions": [_question(question) for question in sheet.questions],
        "findings": [_finding(finding) for finding in sheet.findings],
        "remark": found.remark,
        "cost": {"cpu_s": round(sheet.cost.cpu_s, 2), "wall_s": round(sheet.cost.wall_s, 2)},
    }


def _rendition(rendition: Rendition) -> Answer:
    return {
        "profile": rendition.profile,
        "width_px": rendition.width_px,
        "height_px": rendition.height_px,
        "size_bytes": rendition.size_bytes,
        "sha256": rendition.sha256,
    }


def _question(question: Choice) -> Answer:
    return {"matter": question.matter, "options": question.about["options"], "about": question.about}


def _finding(finding: Finding) -> Answer:
    return {
        "code": finding.code,
        "blocking": finding.blocking,
        "sentence": finding.sentence % finding.places,
        "purpose": finding.purpose,
        "language": finding.language,
        "at_s": finding.at_s,
    }
