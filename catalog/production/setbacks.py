"""When work fails, is given up or called off: its version is refused, and may be taken up again."""

from sqlalchemy import Select, String, Update, cast, delete, literal, select, update
from sqlalchemy.orm import Session, selectinload

from catalog.films import plans
from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion, Picture, PictureStatus
from catalog.foundation import audit, queue
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.foundation.queue import Job, JobState
from catalog.people.permissions import MACHINE, Action, Actor, require
from catalog.production.models import Finding, PicturePart

CALLED_OFF = N_("Processing was called off. Please hand the files in again.")
OPEN = (JobState.WAITING, JobState.RUNNING)
#: The tasks that a picture cannot do without.
MAKING = ("encode_part", "carry_over", "join_round", "encode_picture")
BROKEN_OFF = (JobState.FAILED, JobState.CANCELLED)
#: The name of a picture in the queue, as the database writes it.
NAME = literal("picture:") + cast(Picture.id, String)


class NothingToTakeUp(Refused):
    """The job has not failed, or its version has gone on without it."""

    sentence = N_("This work cannot be taken up again. Please hand the files in once more.")


class EndedAlready(Refused):
    """A job that was to be called off has ended."""

    sentence = N_("This work has ended already. Please reload the page to see its result.")


class PlannedElsewhere(Refused):
    """A planned publication was to be called off as if it were work."""

    sentence = N_("This publication is planned. Please withdraw the plan on the page of the language version.")


def settle(session: Session) -> None:
    """Refuse every version whose work has ended without a result, so that none waits for ever.

    What another worker has locked is left for the next time: it may be settling as well.
    """
    session.execute(_failing())
    for job in session.scalars(_needless()):
        queue.cancel(session, job.id, utc_now())
    versions = {version.subject: version for version in session.scalars(_in_work())}
    jobs = queue.of_subjects(session, list(versions)) if versions else {}
    for subject, version in versions.items():
        broken = _cause(session, version.picture) or jobs.get(subject)
        if broken and broken.state in BROKEN_OFF:
            _refuse_for(session, version, broken)


def refuse(session: Session, version: LanguageVersion, *findings: Finding) -> None:
    """Refuse a version that is in work, and say why."""
    version.status = step(Status(version.status), Status.REFUSED)
    session.add_all(findings)
    codes = [finding.code for finding in findings if finding.blocking]
    audit.record(session, MACHINE, "refused a version", version.subject, findings=codes)


def call_off(session: Session, job_id: int, *, by: Actor) -> None:
    """Stop a job that runs or waits, and refuse the version that waits for it.

    Raises:
        NotFound: there is no such job.
        EndedAlready: it is over.
        PlannedElsewhere: it is a planned publication.
    """
    require(by, Action.UPLOAD)
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound
    if job.task == plans.TASK:
        raise PlannedElsewhere
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
    if job.task in MAKING:
        _take_up_picture(session, job)
    queue.anew(job, utc_now())
    audit.record(session, by, "took up again", job.subject, task=job.task)
    return job


def picture_subject(picture_id: int) -> str:
    """Return the name of a picture in the queue."""
    return f"picture:{picture_id}"


def _take_up_picture(session: Session, job: Job) -> None:
    """Let all parts of a picture go on that ended with the one that failed, and the versions that waited for it."""
    picture = session.get(Picture, job.arguments["picture_id"], with_for_update=True, populate_existing=True)
    if picture is None or (cause := _cause(session, picture)) is None:
        raise NothingToTakeUp
    waited = session.scalars(_refused_for(picture, cause)).all()
    # Without its parts it failed long ago: their pieces have been swept away.
    if not (waited and session.scalar(select(PicturePart.id).where(PicturePart.picture_id == picture.id).limit(1))):
        raise NothingToTakeUp
    for version in waited:
        _back_to_work(session, version, cause)
    picture.status = PictureStatus.WAITING
    for other in session.scalars(_broken(picture)):
        queue.anew(other, utc_now())


def _take_back_refusal(session: Session, job: Job) -> None:
    version = session.get(LanguageVersion, job.arguments["version_id"], populate_existing=True)
    newest = queue.of_subjects(session, [job.subject])[job.subject]
    if newest is not job or version is None or version.status != Status.REFUSED:
        raise NothingToTakeUp
    _back_to_work(session, version, job)


def _back_to_work(session: Session, version: LanguageVersion, job: Job) -> None:
    for status in (Status.DRAFT, Status.PROCESSING):
        version.status = step(Status(version.status), status)
    session.execute(delete(Finding).where(Finding.version_id == version.id, Finding.code == _code(job)))


def _refuse_for(session: Session, version: LanguageVersion, job: Job) -> None:
    called_off = job.state == JobState.CANCELLED or not job.problem
    refuse(
        session,
        version,
        Finding(
            version_id=version.id,
            code=_code(job),
            blocking=True,
            sentence=CALLED_OFF if called_off else job.problem,
            places={} if called_off else job.problem_places,
        ),
    )


def _code(job: Job) -> str:
    """Return the name under which a version says that this job broke off."""
    return job.problem_code or "cancelled"


def _failing() -> Update:
    """Return the change that lets every picture fail for which a job has broken off."""
    broken = select(Job.subject).where(Job.task.in_(MAKING), Job.state.in_(BROKEN_OFF))
    waiting = update(Picture).where(Picture.status == PictureStatus.WAITING, NAME.in_(broken))
    return waiting.values(status=PictureStatus.FAILED)


def _needless() -> Select[Job]:
    """Return the question for the jobs of pictures that have failed."""
    failed = select(NAME).where(Picture.status == PictureStatus.FAILED)
    needless = select(Job).where(Job.task.in_(MAKING), Job.state.in_(OPEN), Job.subject.in_(failed))
    return needless.order_by(Job.id).with_for_update(skip_locked=True)


def _broken(picture: Picture) -> Select[Job]:
    """Return the question for the jobs without which a picture could not come into being, the first one first."""
    of_picture = select(Job).where(Job.subject == picture_subject(picture.id), Job.task.in_(MAKING))
    return of_picture.where(Job.state.in_(BROKEN_OFF)).order_by(Job.ended_at, Job.id)


def _cause(session: Session, picture: Picture | None) -> Job | None:
    """Return the job for which a picture has failed; the others were ended after it."""
    if picture is None or picture.status != PictureStatus.FAILED:
        return None
    return session.scalars(_broken(picture).limit(1)).first()


def _in_work() -> Select[LanguageVersion]:
    in_work = select(LanguageVersion).where(LanguageVersion.status == Status.PROCESSING)
    with_picture = in_work.options(selectinload(LanguageVersion.picture))
    return with_picture.with_for_update(of=LanguageVersion, skip_locked=True)


def _refused_for(picture: Picture, cause: Job) -> Select[LanguageVersion]:
    """Return the question for the versions that were refused because of a job of their picture."""
    said = select(Finding.version_id).where(Finding.blocking, Finding.code == _code(cause))
    refused = select(LanguageVersion).where(
        LanguageVersion.picture_id == picture.id, LanguageVersion.status == Status.REFUSED
    )
    return refused.where(LanguageVersion.id.in_(said)).with_for_update(of=LanguageVersion)
