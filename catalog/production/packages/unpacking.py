"""A package that has arrived is looked into and imported by a worker, because its files may be large."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import exists, literal, select
from sqlalchemy.orm import Session

from catalog.films.models import LanguageVersion
from catalog.foundation import queue
from catalog.foundation.attempts import Attempt
from catalog.foundation.config import Config
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, Invalid, NotFound, NotPermitted, Refused
from catalog.foundation.queue import Job, JobState
from catalog.people.models import Account
from catalog.people.permissions import Action, Actor, require
from catalog.production.arriving import uploads
from catalog.production.models import Purpose, Upload
from catalog.production.packages import bundle
from catalog.production.packages.importing import copied, enter
from catalog.production.packages.looking import Tell, look_into
from catalog.production.packages.rehearsal import rehearse
from catalog.production.packages.report import Looked, Report
from catalog.production.packages.standing import standing_of

LOOK, IMPORT = "look_into_package", "import_package"


class NoPackageYet(Refused):
    """A package is to be looked into that has not arrived, or something is to be taken for one that is none."""

    sentence = N_("The file “%(filename)s” is no package that has arrived. Please upload the ZIP again.")


class StillReading(Refused):
    """A package is to be imported that nobody has looked into to its end."""

    sentence = N_("The package is still being read. Please wait for the report, and import it then.")


class RowsRefused(Invalid):
    """An import was asked for although something has to be corrected first."""

    sentence = N_("Nothing was imported: something in the package has to be corrected first. Please read the report.")


@dataclass(frozen=True, slots=True)
class State:
    """How far a package has come."""

    package_id: str
    #: What its ZIP is called; nothing once it is imported and gone.
    filename: str
    look: Job
    #: The newest import that was asked for; None before the first.
    job: Job | None
    #: None while the package is still being read, and once it is imported.
    report: Report | None = None
    #: What came of it.
    entered: Sequence[LanguageVersion] = ()

    @property
    def reading(self) -> bool:
        """Return whether its files are still being read."""
        return self.look.state not in queue.ENDED

    @property
    def importing(self) -> bool:
        """Return whether it is being imported."""
        return self.job is not None and self.job.state not in queue.ENDED

    @property
    def imported(self) -> bool:
        """Return whether it has been imported."""
        return self.job is not None and self.job.state == JobState.DONE

    @property
    def slug(self) -> str:
        """Return which film was imported."""
        return str(self.job.arguments.get("slug", "")) if self.job else ""

    @property
    def broken(self) -> Job | None:
        """Return the job that has failed or was called off last."""
        newest = self.job or self.look
        return newest if newest.state in (JobState.FAILED, JobState.CANCELLED) else None


def subject_of(package_id: str) -> str:
    """Return the name of a package in the queue and in the book of deeds."""
    return f"package:{package_id}"


def require_package(config: Config, upload: Upload) -> None:
    """Let only that through which can be opened as a package. It is read, so no transaction should wait for it.

    Raises:
        NoPackageYet: it has not arrived, or was sent as something else.
        NoArchive and the like: as ``bundle.opened``.
    """
    if upload.purpose != Purpose.PACKAGE or not upload.arrived_at:
        raise NoPackageYet(filename=upload.filename)
    with bundle.opened(uploads.path_of(config, upload), upload.filename):
        pass


def order_look(session: Session, package_id: str, by: Actor) -> Job:
    """Let a ZIP that has arrived be looked into.

    Raises:
        NotFound: it is somebody else's.
    """
    uploads.own(session, package_id, by)
    return queue.order(
        session,
        LOOK,
        subject_of(package_id),
        key=f"{LOOK}:{package_id}",
        package_id=package_id,
        account_id=by.account_id,
    )


def order_import(session: Session, now: State, by: Actor, *, skip_bad: bool) -> Job:
    """Let a package be imported that stands as ``now``; twice is once.

    Args:
        session: a writing session.
        now: how far the package had come when somebody decided.
        by: who imports it.
        skip_bad: the languages of which a row is refused are left out.

    Raises:
        StillReading: it has not been looked into.
        RowsRefused: something has to be corrected first.
    """
    require(by, Action.UPLOAD)
    if now.job and (now.importing or now.imported):
        return now.job
    if now.report is None:
        raise StillReading
    if not now.report.possible(skip_bad=skip_bad):
        raise RowsRefused
    return queue.order(
        session,
        IMPORT,
        subject_of(now.package_id),
        key=f"{IMPORT}:{now.package_id}:{(now.job or now.look).id}",
        package_id=now.package_id,
        account_id=by.account_id,
        skip_bad=skip_bad,
    )


def waiting(session: Session, by: Actor) -> Sequence[Upload]:
    """Return the packages of ``by`` that have been sent and not been imported, the newest first."""
    require(by, Action.UPLOAD)
    looked_into = exists().where(Job.key == literal(f"{LOOK}:") + Upload.id)
    own = select(Upload).where(Upload.account_id == by.account_id, Upload.purpose == Purpose.PACKAGE, looked_into)
    return session.scalars(own.order_by(Upload.begun_at.desc())).all()


def discard(session: Session, config: Config, package_id: str, by: Actor) -> None:
    """Forget a package with its ZIP, and call off whatever is being done with it.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    upload = uploads.own(session, package_id, by)
    open_jobs = select(Job.id).where(Job.subject == subject_of(package_id), Job.state.not_in(queue.ENDED))
    for job_id in session.scalars(open_jobs).all():
        queue.cancel(session, job_id, utc_now())
    uploads.discard(session, upload, by, config)


def state(session: Session, config: Config, package_id: str, by: Actor) -> State:
    """Return how far a package has come, and what an import would do now, in a fixed number of queries.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    require(by, Action.UPLOAD)
    about = select(Job).where(Job.subject == subject_of(package_id)).order_by(Job.id)
    jobs = [job for job in session.scalars(about) if job.arguments["account_id"] == by.account_id]
    if not jobs:
        raise NotFound
    look, imports = jobs[0], jobs[1:]
    job = imports[-1] if imports else None
    if job and job.state == JobState.DONE:
        return State(package_id, "", look, job, entered=_entered(session, job))
    upload = uploads.own(session, package_id, by)
    report = _report(session, config, upload, look.arguments, by) if look.state == JobState.DONE else None
    return State(package_id, upload.filename, look, job, report)


def look(attempt: Attempt) -> None:
    """Read every file of a package once, and note what each of them is beside the job."""
    arguments = attempt.held.arguments
    with attempt.runtime.question() as session:
        upload = uploads.own(session, arguments["package_id"], _actor(session, arguments))
    with bundle.opened(uploads.path_of(attempt.runtime.config, upload), upload.filename) as package:
        files = look_into(package, _telling(attempt))
    with attempt.result() as session:
        job = queue.holding(session, attempt.held)
        job.arguments = {**arguments, "files": {name: asdict(looked) for name, looked in files.items()}}


def import_package(attempt: Attempt) -> None:
    """Copy the files of a package in and enter its languages; the ZIP goes when that is done.

    Raises:
        RowsRefused: the report has changed since the import was asked for.
    """
    arguments, config = attempt.held.arguments, attempt.runtime.config
    with attempt.runtime.question() as session:
        by = _actor(session, arguments)
        upload = uploads.own(session, arguments["package_id"], by)
        looked = session.scalars(select(Job).where(Job.key == f"{LOOK}:{upload.id}")).one().arguments
        report = _report(session, config, upload, looked, by)
    if not report.possible(skip_bad=arguments["skip_bad"]):
        raise RowsRefused
    with (
        bundle.opened(uploads.path_of(config, upload), upload.filename) as package,
        copied(config, package, report, _files(looked), by, _telling(attempt)) as copies,
        attempt.result() as session,
    ):
        entered = enter(session, report, copies, by)
        job = queue.holding(session, attempt.held)
        job.arguments = {**arguments, "slug": report.slug, "entered": [version.id for version in entered]}
        session.delete(uploads.own(session, upload.id, by))
    for file in uploads.files_of(config, upload):
        file.unlink(missing_ok=True)


def _report(session: Session, config: Config, upload: Upload, looked: dict[str, Any], by: Actor) -> Report:
    with bundle.opened(uploads.path_of(config, upload), upload.filename) as package:
        manifest = package.manifest
    return rehearse(manifest, _files(looked), standing_of(session, config, manifest.slug, by))


def _files(looked: dict[str, Any]) -> dict[str, Looked]:
    return {name: Looked(**facts) for name, facts in looked["files"].items()}


def _actor(session: Session, arguments: dict[str, Any]) -> Actor:
    """Return who has asked; whoever has left meanwhile does nothing any more."""
    account = session.get_one(Account, arguments["account_id"])
    if not account.active:
        raise NotPermitted
    return account.actor


def _entered(session: Session, job: Job) -> Sequence[LanguageVersion]:
    wanted = job.arguments["entered"]
    found = {
        version.id: version
        for version in session.scalars(select(LanguageVersion).where(LanguageVersion.id.in_(wanted)))
    }
    return [found[version_id] for version_id in wanted if version_id in found]


def _telling(attempt: Attempt) -> Tell:
    def tell(done_bytes: int, whole_bytes: int) -> None:
        attempt.tell(done_bytes / whole_bytes if whole_bytes else 0.0)

    return tell
