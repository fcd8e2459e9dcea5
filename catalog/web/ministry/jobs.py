"""What the workers do: running, waiting, failed, done."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.films import plans
from catalog.foundation.database import utc_now
from catalog.foundation.errors import Refused
from catalog.foundation.queue import JobState
from catalog.people.permissions import Action
from catalog.production import bills, setbacks, workbench
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("jobs", __name__, url_prefix="/ministry/jobs")


@bp.get("")
@needs(Action.SEE_MINISTRY)
def show() -> str:
    """Show the work that is going on, waits, or has ended."""
    return _page()


@bp.get("/now")
@needs(Action.SEE_MINISTRY)
def now() -> str:
    """Show the same without its page, which fetches it again and again."""
    return render_template("ministry/jobs_now.html", **_work())


@bp.post("/<int:job_id>/end")
@needs(Action.UPLOAD)
def call_off(job_id: int) -> ResponseReturnValue:
    """Stop a job that runs or waits; its version is refused."""
    return _do(
        lambda session: setbacks.call_off(session, job_id, by=actor()),
        gettext("Called off. The files can be handed in again."),
    )


@bp.post("/<int:job_id>/beginning")
@needs(Action.UPLOAD)
def take_up_again(job_id: int) -> ResponseReturnValue:
    """Start a failed job anew."""
    return _do(
        lambda session: setbacks.take_up_again(session, job_id, by=actor()),
        gettext("The work has been started again."),
    )


def _do(deed: Callable[[Session], object], done: str) -> ResponseReturnValue:
    try:
        with writing() as session:
            deed(session)
    except Refused as refusal:
        return _page(sentence_of(refusal)), refusal.status
    flash(done, "success")
    return redirect(url_for(".show"), 303)


def _page(refusal: str = "") -> str:
    return render_template("ministry/jobs.html", **_work(), totals=bills.totals(reading()), refusal=refusal)


def _work() -> dict[str, object]:
    now, there = utc_now(), workbench.unfinished_jobs(reading())
    planned = [job for job in there if job.task == plans.TASK and job.not_before > now]
    unfinished = [job for job in there if job not in planned]
    failed = workbench.ended_jobs(reading(), JobState.FAILED)
    done = workbench.ended_jobs(reading(), JobState.DONE)
    return {
        "unfinished": unfinished,
        "planned": sorted(planned, key=lambda job: job.not_before),
        "now": now,
        "failed": failed,
        "done": done,
        "versions": workbench.versions_by_subject(reading(), [*there, *failed, *done]),
    }
