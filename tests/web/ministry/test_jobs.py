"""The list of work: what runs, what failed and why, and how an editor stops or starts it."""

from catalog.films.lifecycle import Status
from catalog.foundation import queue
from catalog.people.permissions import Role
from catalog.production.models import Upload


def job_for(make, version, state, **facts):
    make.session.flush()
    job = queue.order(make.session, "inspect", f"version:{version.id}", key=f"inspect:{version.id}")
    job.arguments = {"version_id": version.id}
    job.state = state
    for name, value in facts.items():
        setattr(job, name, value)
    make.session.flush()
    return job


def test_running_work_is_shown_and_followed(make, desk):
    job_for(make, make.version("ti", Status.PROCESSING), queue.JobState.RUNNING, percent=12.0)

    page = desk(Role.EDITOR).look("/ministry/jobs").text

    assert "Looking into the files" in page
    assert "Tigrinya" in page
    assert "12 % done" in page
    assert 'data-live="/ministry/jobs/now"' in page


def test_work_that_is_called_off_refuses_its_version(make, desk):
    version = make.version("ti", Status.PROCESSING)
    job = job_for(make, version, queue.JobState.RUNNING)
    editor = desk(Role.EDITOR)

    answer = editor.send(f"/ministry/jobs/{job.id}/end")

    assert answer.status_code == 303
    page = editor.look(f"/ministry/versions/{version.id}").text
    assert "Refused" in page
    assert "Processing was called off. Please hand the files in again." in page


def test_files_of_work_that_was_called_off_do_not_mix_with_those_handed_in_next(make, desk, runtime):
    version = make.version("ti", Status.PROCESSING)
    job = job_for(make, version, queue.JobState.WAITING)
    old = Upload(id="a" * 32, purpose="film", filename="old.mp4", size_bytes=1, version_id=version.id)
    editor = desk(Role.EDITOR)
    new = Upload(id="b" * 32, account_id=editor.account.id, purpose="dub", filename="new.opus", size_bytes=1)
    new.arrived_at = old.arrived_at = version.entered_at
    make.session.add_all([old, new])
    make.session.commit()

    editor.send(f"/ministry/jobs/{job.id}/end")
    answer = editor.send("/ministry/films/polizei/versions/new", language="ti", kind="dub", dub_upload_id="b" * 32)

    assert answer.location == f"/ministry/versions/{version.id}"
    assert "new.opus" in editor.look(answer.location).text
    assert "old.mp4" not in editor.look(answer.location).text


def test_work_that_has_ended_cannot_be_called_off(make, desk):
    job = job_for(make, make.version("ti", Status.IN_REVIEW), queue.JobState.DONE)

    answer = desk(Role.EDITOR).send(f"/ministry/jobs/{job.id}/end")

    assert answer.status_code == 409
    assert "This work has ended already." in answer.text


def test_failed_work_says_why_and_can_be_started_again(make, desk):
    version = make.version("ti", Status.REFUSED)
    problem = "The server has no room left. Nothing is lost; please try again later."
    job = job_for(make, version, queue.JobState.FAILED, problem=problem, problem_code="disk_full")
    editor = desk(Role.EDITOR)

    before = editor.look("/ministry/jobs").text
    answer = editor.send(f"/ministry/jobs/{job.id}/beginning")

    assert problem in before
    assert answer.status_code == 303
    assert "Waiting to begin" in editor.look(f"/ministry/versions/{version.id}").text


def test_a_reviewer_sees_the_work_and_leaves_it_alone(make, desk):
    job = job_for(make, make.version("ti", Status.PROCESSING), queue.JobState.RUNNING)
    reviewer = desk(Role.REVIEWER)

    assert "Call off" not in reviewer.look("/ministry/jobs").text
    assert reviewer.send(f"/ministry/jobs/{job.id}/end").status_code == 403
