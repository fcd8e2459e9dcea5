"""When work fails, is given up or called off: its version is refused, and may be taken up again."""

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion, Picture, PictureStatus
from catalog.foundation import audit, queue
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.foundation.queue import Job, JobState
from catalog.people.permissions import MACHINE, Action, Actor, require
from catalog.production.models import Finding

CALLED_OFF = N_("Processing was called off. Please hand the files in again.")
BROKEN_OFF = (JobState.FAILED, JobState.CANCELLED)


class NothingToTakeUp(Refused):
    """The job has not failed, or its version has gone on without it."""

    sentence = N_("This work cannot be taken up again. Please hand the files in once more.")


class EndedAlready(Refused):
    """A job that was to be called off has ended."""

    sentence = N_("This work has ended already. Please reload the page to see its result.")


def settle(session: Session) -> None:
    """Refuse every version whose work has ended without a result, so that none waits for ever."""
    for picture in session.scalars(select(Picture).where(Picture.status == PictureStatus.WAITING)):
        job = session.scalar(select(Job).where(Job.key == encoding_key(picture.id)))
        if job and job.state in BROKEN_OFF:
            picture.status = PictureStatus.FAILED
            for version in session.scalars(_in_work().where(LanguageVersion.picture_id == picture.id)):
                _refuse_for(session, version, job)
    session.flush()
    versions = {_subject(version): version for version in session.scalars(_in_work())}
    for subject, job in queue.of_subjects(session, list(versions)).items():
        if job.state in BROKEN_OFF:
            _refuse_for(session, versions[subject], job)


def refuse(session: Session, version: LanguageVersion, *findings: Finding) -> None:
    """Refuse a version that is in work, and say why."""
    version.status = step(Status(version.status), Status.REFUSED)
    session.add_all(findings)
    codes = [finding.code for finding in findings if finding.blocking]
    audit.record(session, MACHINE, "refused a version", _subject(version), findings=codes)


def call_off(session: Session, job_id: int, *, by: Actor) -> None:
    """Stop a job that runs or waits, and refuse the version that waits for it.

    Raises:
        NotFound: there is no such job.
        EndedAlready: it is over.
    """
    require(by, Action.UPLOAD)
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound
    if not queue.cancel(session, job_id, utc_now()):
        raise EndedAlready
    audit.record(session, by, "called off", job.subject, task=job.task)
    session.flush()
    settle(session)


def take_up_again(session: Session, job_id: int, *, by: Actor) -> Job:
    """Start a job anew that has failed, for instance because the disk was full or the mail server away.

    Raises:
        NotFound: there is no such job.
        NothingToTakeUp: it has not failed, or its version has gone on.
    """
    require(by, Action.UPLOAD)
    job = session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is None:
        raise NotFound
    if job.state not in BROKEN_OFF:
        raise NothingToTakeUp
    if "version_id" in job.arguments:
        _take_back_refusal(session, job)
    queue.anew(job, utc_now())
    audit.record(session, by, "took up again", job.subject, task=job.task)
    return job


def encoding_key(picture_id: int) -> str:
    """Return the key under which the encoding of a picture is ordered."""
    return f"encode_picture:{picture_id}"


def _take_back_refusal(session: Session, job: Job) -> None:
    version = session.get(LanguageVersion, job.arguments["version_id"], populate_existing=True)
    newest = queue.of_subjects(session, [job.subject])[job.subject]
    if newest is not job or version is None or version.status != Status.REFUSED:
        raise NothingToTakeUp
    for status in (Status.DRAFT, Status.PROCESSING):
        version.status = step(Status(version.status), status)
    session.execute(delete(Finding).where(Finding.version_id == version.id, Finding.code == (job.problem_code or "")))
    picture = session.get(Picture, job.arguments.get("picture_id", 0))
    if picture and picture.status == PictureStatus.FAILED:
        picture.status = PictureStatus.WAITING


def _refuse_for(session: Session, version: LanguageVersion, job: Job) -> None:
    called_off = job.state == JobState.CANCELLED or not job.problem
    refuse(
        session,
        version,
        Finding(
            version_id=version.id,
            code="cancelled" if called_off else job.problem_code,
            blocking=True,
            sentence=CALLED_OFF if called_off else job.problem,
            places={} if called_off else job.problem_places,
        ),
    )


def _in_work() -> Select[LanguageVersion]:
    in_work = select(LanguageVersion).where(LanguageVersion.status == Status.PROCESSING)
    return in_work.with_for_update(of=LanguageVersion, skip_locked=True)


def _subject(version: LanguageVersion) -> str:
    return f"version:{version.id}"
