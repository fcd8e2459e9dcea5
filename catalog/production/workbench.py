"""What the ministry sees of its films while they are being made: questions only, each in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from catalog.films import register, storyboards
from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.films.models import Edition, Film, LanguageVersion, Picture, PictureStatus
from catalog.films.storyboards import Tile
from catalog.foundation import audit, queue
from catalog.foundation.database import utc_now
from catalog.foundation.queue import Job, JobState
from catalog.production import choices, progress
from catalog.production.matrix import standing
from catalog.production.matrix.standing import Source
from catalog.production.models import Choice, Finding, Upload
from catalog.production.progress import Progress
from catalog.production.setbacks import picture_subject

#: How many ended jobs the list of work still shows.
ENDED_SHOWN = 50
#: What inspection says of a sound that does not end with the picture.
OF_LENGTH = {"sound_longer", "sound_shorter"}
#: What work on a version calls it: the version itself, its review, its publication.
ABOUT_A_VERSION = ("version", "review", "publication")
#: The tasks that make what somebody has asked for.
EXTRAS = {"burn_captions", "make_broadcast"}


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
    #: How far its picture has come, while that is being made.
    picture: Progress | None = None
    #: What it was made from; None for the original, and when nobody knows.
    source: Source | None = None

    @property
    def is_behind(self) -> bool:
        """Return whether everybody sees a newer revision of what it was made from."""
        return self.source is not None and self.source.has_moved_on

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
    #: What an editor has to decide before the work goes on.
    questions: Sequence[Choice]
    #: How far its picture has come, while that is being made.
    picture: Progress | None

    @property
    def in_work(self) -> bool:
        """Return whether a worker has still something to do."""
        return self.version.status == Status.PROCESSING

    @property
    def fits_by_tempo(self) -> bool:
        """Return whether a sound that is too long or too short could be mended by its tempo."""
        return bool({finding.code for finding in self.findings} & OF_LENGTH) and self.version.tracks[-1].tempo == "1"

    @property
    def extras(self) -> list[Job]:
        """Return the work on what was asked for beside the usual sizes, as far as it has not come to a good end."""
        return [job for job in self.jobs if job.task in EXTRAS and job.state != JobState.DONE]

    @property
    def job(self) -> Job | None:
        """Return the newest job."""
        return self.jobs[-1] if self.jobs else None

    @property
    def tiles(self) -> list[Tile]:
        """Return the small frames of its picture; none before they have been made."""
        picture = self.version.picture
        return storyboards.tiles(picture.storyboard, picture.duration_s) if picture and picture.storyboard else []


def lines(session: Session, film: Film | None = None) -> list[Line]:
    """Return a line for each language of a film, or of all films, in the order of the table of languages."""
    versions = session.scalars(_with_files(_revisions(film))).all()
    newest: dict[tuple[int, str], LanguageVersion] = {}
    public: dict[tuple[int, str], LanguageVersion] = {}
    for version in versions:
        newest.setdefault((version.edition_id, version.language), version)
        if version.status == Status.PUBLISHED:
            public[version.edition_id, version.language] = version
    subjects = [version.subject for version in newest.values()]
    jobs, costs = queue.of_subjects(session, subjects), costs_of(session, subjects)
    pictures, made_from = _progress_of(session, newest.values()), standing.sources(versions)
    return [
        Line(
            version,
            public.get(place),
            jobs.get(version.subject),
            costs.get(version.subject, Cost()),
            pictures.get(version.picture_id or 0),
            made_from.get(version.id),
        )
        for place, version in sorted(newest.items(), key=lambda item: (item[0][0], LANGUAGES[item[0][1]].priority))
    ]


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
    subject = version.subject
    siblings = _revisions(version.edition.film).where(
        LanguageVersion.edition_id == version.edition_id, LanguageVersion.language == version.language
    )
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
        questions=choices.open_questions(session, version_id),
        picture=_progress_of(session, [version]).get(version.picture_id or 0),
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
    """Return the versions that jobs are about; of a picture, the first that is laid over it."""
    subjects = [job.subject.partition(":") for job in jobs]
    pictures = {int(number) for kind, _, number in subjects if kind == "picture"}
    versions = {int(number) for kind, _, number in subjects if kind in ABOUT_A_VERSION}
    found = select(LanguageVersion).where(LanguageVersion.id.in_(versions) | LanguageVersion.picture_id.in_(pictures))
    by_subject: dict[str, LanguageVersion] = {}
    for version in session.scalars(found.order_by(LanguageVersion.id)):
        by_subject |= {f"{kind}:{version.id}": version for kind in ABOUT_A_VERSION}
        by_subject.setdefault(picture_subject(version.picture_id or 0), version)
    return by_subject


def _progress_of(session: Session, versions: Iterable[LanguageVersion]) -> dict[int, Progress]:
    """Return how far the pictures have come for which versions wait."""
    waited_for = {
        version.picture_id for version in versions if version.picture_id and version.status == Status.PROCESSING
    }
    return progress.of_pictures(session, waited_for, utc_now())


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
