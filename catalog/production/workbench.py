"""What the ministry sees of its films while they are being made: questions only, each in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from catalog.films import register
from catalog.films.languages import LANGUAGES, Language
from catalog.films.lifecycle import Status
from catalog.films.models import Edition, Film, LanguageVersion, Picture, PictureStatus
from catalog.foundation import audit, queue
from catalog.foundation.queue import Job, JobState
from catalog.production.models import Finding, Upload

#: How many ended jobs the list of work still shows.
ENDED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor and of clock that a version has taken, all attempts included."""

    cpu_s: float = 0.0
    wall_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One language of a film: its newest revision, what is public of it, and how the work on it goes."""

    version: LanguageVersion
    #: The revision that everybody sees now; None when there is none.
    public: LanguageVersion | None
    #: The newest job; None before the first.
    job: Job | None
    cost: Cost

    @property
    def in_work(self) -> bool:
        """Return whether a worker has still something to do."""
        return self.version.status == Status.PROCESSING


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about one version."""

    version: LanguageVersion
    revisions: Sequence[LanguageVersion]
    findings: Sequence[Finding]
    #: Files that inspection has not looked into yet.
    files: Sequence[Upload]
    jobs: Sequence[Job]
    cost: Cost
    history: Sequence[audit.Entry]

    @property
    def in_work(self) -> bool:
        """Return whether a worker has still something to do."""
        return self.version.status == Status.PROCESSING

    @property
    def job(self) -> Job | None:
        """Return the newest job."""
        return self.jobs[-1] if self.jobs else None


def lines(session: Session, film: Film | None = None) -> list[Line]:
    """Return a line for each language of a film, or of all films, in the order of the table of languages."""
    versions = session.scalars(_with_files(_revisions(film))).all()
    newest: dict[tuple[int, str], LanguageVersion] = {}
    public: dict[tuple[int, str], LanguageVersion] = {}
    for version in versions:
        newest.setdefault((version.edition_id, version.language), version)
        if version.status == Status.PUBLISHED:
            public[version.edition_id, version.language] = version
    subjects = [subject_of(version) for version in newest.values()]
    jobs, costs = queue.of_subjects(session, subjects), costs_of(session, subjects)
    return [
        Line(version, public.get(place), jobs.get(subject_of(version)), costs.get(subject_of(version), Cost()))
        for place, version in sorted(newest.items(), key=lambda item: (item[0][0], LANGUAGES[item[0][1]].priority))
    ]


def missing_languages(lines_there: Iterable[Line]) -> list[Language]:
    """Return the languages of the table in which there is no line, the most needed first."""
    there = {line.version.language for line in lines_there}
    return [language for tag, language in LANGUAGES.items() if tag not in there]


def has_picture(session: Session, film: Film) -> bool:
    """Return whether a dub alone is enough, because the picture is there or on its way."""
    usable = select(Picture.id).join(Edition).where(Edition.film_id == film.id, Picture.status != PictureStatus.FAILED)
    return session.scalar(usable.limit(1)) is not None


def sheet(session: Session, version_id: int) -> Sheet:
    """Return everything about one version.

    Raises:
        NoSuchVersion: there is none.
    """
    version = register.version(session, version_id)
    subject = subject_of(version)
    siblings = _revisions(version.edition.film).where(LanguageVersion.language == version.language)
    return Sheet(
        version=version,
        revisions=session.scalars(siblings).all(),
        findings=session.scalars(
            select(Finding).where(Finding.version_id == version_id).order_by(Finding.blocking.desc(), Finding.id)
        ).all(),
        files=session.scalars(select(Upload).where(Upload.version_id == version_id)).all(),
        jobs=session.scalars(select(Job).where(Job.subject == subject).order_by(Job.id)).all(),
        cost=costs_of(session, [subject]).get(subject, Cost()),
        history=audit.history(session, subject),
    )


def costs_of(session: Session, subjects: list[str]) -> dict[str, Cost]:
    """Return what the jobs of each subject have cost, in one query."""
    summed = (
        select(Job.subject, func.sum(Job.cpu_s), func.sum(Job.wall_s))
        .where(Job.subject.in_(subjects))
        .group_by(Job.subject)
    )
    return {subject: Cost(cpu_s, wall_s) for subject, cpu_s, wall_s in session.execute(summed)}


def unfinished_jobs(session: Session) -> Sequence[Job]:
    """Return the jobs that run or wait, those that run first."""
    open_jobs = select(Job).where(Job.state.in_([JobState.RUNNING, JobState.WAITING]))
    return session.scalars(open_jobs.order_by(Job.state, Job.id)).all()


def ended_jobs(session: Session, state: JobState) -> Sequence[Job]:
    """Return the last jobs that ended in this state, the newest first."""
    return session.scalars(select(Job).where(Job.state == state).order_by(Job.id.desc()).limit(ENDED_SHOWN)).all()


def versions_by_subject(session: Session, jobs: Iterable[Job]) -> dict[str, LanguageVersion]:
    """Return the versions that jobs are about."""
    ids = {int(number) for kind, _, number in (job.subject.partition(":") for job in jobs) if kind == "version"}
    found = session.scalars(select(LanguageVersion).where(LanguageVersion.id.in_(ids)))
    return {subject_of(version): version for version in found}


def subject_of(version: LanguageVersion) -> str:
    """Return the name of a version in the queue and in the book of deeds."""
    return f"version:{version.id}"


def _revisions(film: Film | None) -> Select[LanguageVersion]:
    newest_first = (
        select(LanguageVersion).join(Edition).order_by(LanguageVersion.edition_id, LanguageVersion.revision.desc())
    )
    return newest_first.where(Edition.film_id == film.id) if film else newest_first


def _with_files(versions: Select[LanguageVersion]) -> Select[LanguageVersion]:
    return versions.options(
        selectinload(LanguageVersion.picture),
        selectinload(LanguageVersion.captions),
        selectinload(LanguageVersion.tracks),
    )
