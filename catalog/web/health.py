"""What other machines ask of every site: whether it is well, what robots may read, where to report a hole."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from catalog.distribution.letters import book
from catalog.foundation.database import utc_now
from catalog.foundation.queue import Job, JobState
from catalog.foundation.storage import AWAY
from catalog.web.context import reading, runtime
from catalog.web.guards import public

bp = Blueprint("health", __name__)

#: A job that nobody has taken for so long means that no worker is there.
SILENT_AFTER = timedelta(minutes=1)
#: A contact has to be confirmed at least once a year (RFC 9116); ours is confirmed by running.
CONTACT_HOLDS = timedelta(days=180)
#: No content has this name.
NOTHING = "0" * 64


@bp.get("/health")
@public
def health() -> tuple[Response, int]:
    """Tell whether database and storage answer, whether the worker works, and whether letters can leave."""
    answers = {"database": _database_answers(), "storage": _storage_answers()}
    well = all(answers.values())
    worker, letters = (_worker(), _letters()) if answers["database"] else ("unknown", "unknown")
    told = {**answers, "worker": worker, "letters": letters}
    return jsonify(status="ok" if well else "failing", **told), 200 if well else 503


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Tell robots to read only what is for everybody."""
    closed = "".join(
        f"Disallow: /{door}/\n" for door in ("account", "api", "download", "link", "ministry", "recipient")
    )
    return Response(f"User-agent: *\n{closed}", mimetype="text/plain")


@bp.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Tell whom to write to about a hole (RFC 9116)."""
    config = runtime().config
    expires = (utc_now() + CONTACT_HOLDS).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = (
        f"Contact: mailto:{config.mail_from}",
        f"Expires: {expires}",
        "Preferred-Languages: de, en",
        f"Canonical: {config.public_url}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _database_answers() -> bool:
    try:
        reading().execute(select(1))
    except SQLAlchemyError:
        return False
    return True


def _storage_answers() -> bool:
    folder = runtime().storage.local_path(NOTHING)
    if folder and not folder.parents[1].is_dir():
        return False
    try:
        runtime().storage.holds(NOTHING)
    except AWAY:
        return False
    return True


def _worker() -> str:
    """Return "busy", "idle", or "silent" when work has been waiting for too long."""
    states = select(Job.state, func.min(Job.not_before)).where(Job.state.in_([JobState.RUNNING, JobState.WAITING]))
    since = {JobState(state): moment for state, moment in reading().execute(states.group_by(Job.state))}
    if JobState.RUNNING in since:
        return "busy"
    waiting = since.get(JobState.WAITING)
    return "silent" if waiting and waiting < utc_now() - SILENT_AFTER else "idle"


def _letters() -> str:
    """Return "leaving", "held up" when the mail server takes nothing from us, or "off" when there is none."""
    if not runtime().config.smtp_url:
        return "off"
    return "held up" if book.held_up(reading()) else "leaving"
