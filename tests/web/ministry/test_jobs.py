"""The list of work: what runs, what failed and why, and how an editor stops or starts it."""

from datetime import timedelta

from flask import get_template_attribute

from catalog.distribution.publishing import planning
from catalog.films.lifecycle import Status
from catalog.films.models import Rendition
from catalog.foundation import queue
from catalog.foundation.database import utc_now
from catalog.people.permissions import MACHINE, Role
from catalog.production.models import Upload
from catalog.worker import TASKS
from media.errors import Cancelled, MediaError
from tests.distribution.finished import finish


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


def test_work_on_a_picture_names_the_film_that_it_is_for(make, desk):
    version = make.version("ti", Status.PROCESSING)
    picture = make.picture(version, status="waiting")
    make.version("ar", Status.PROCESSING, picture=picture)
    queue.order(make.session, "encode_part", f"picture:{picture.id}", key="part", picture_id=picture.id)

    page = desk(Role.EDITOR).look("/ministry/jobs").text

    assert f'href="/ministry/versions/{version.id}"' in page
    assert "Tigrinya" in page
    assert "Arabic" not in page


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
    (runtime.config.uploads / new.id).write_bytes(b"1")

    editor.send(f"/ministry/jobs/{job.id}/end")
    answer = editor.send(
        "/ministry/films/polizei/versions/new", language="ti", upload="b" * 32, **{f"role-{'b' * 32}": "dub"}
    )

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


def test_every_step_of_the_workshop_has_a_name_for_people(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        words = get_template_attribute("macros/work.html", "task_words")
        unnamed = [task for task in TASKS if words(task).strip() == task]

    assert unnamed == []


def test_whatever_ends_a_job_says_what_to_do():
    silent = [error.__name__ for error in everything_below(MediaError) if "please" not in error.sentence.lower()]

    assert silent == [Cancelled.__name__]
    assert "please" in queue.GaveUp.sentence.lower()


def everything_below(error):
    for kind in error.__subclasses__():
        yield kind
        yield from everything_below(kind)


def test_work_that_broke_off_says_when_it_is_tried_again(make, desk):
    job = job_for(make, make.version("ti", Status.PROCESSING), queue.JobState.WAITING, attempts=1)
    job.not_before = utc_now() + timedelta(minutes=10)

    page = desk(Role.EDITOR).look("/ministry/jobs").text

    assert "It broke off. Attempt 2 of 3 begins by itself:" in page


def test_a_planned_publication_is_shown_and_withdrawn_elsewhere(make, desk):
    version = finish(make.session, make.version("ti", Status.APPROVED))
    planning.plan(make.session, version.id, utc_now() + timedelta(days=30), by=MACHINE)
    job = make.session.query(queue.Job).one()
    editor = desk(Role.EDITOR)

    page = editor.look("/ministry/jobs").text
    answer = editor.send(f"/ministry/jobs/{job.id}/end")

    assert "Publishing at the planned hour" in page
    assert f'href="/ministry/versions/{version.id}"' in page
    assert "data-live=" not in page, "nothing will change soon"
    assert answer.status_code == 409
    assert "Please withdraw the plan on the page of the language version." in answer.text


def test_each_film_has_its_cost_beside_it(make, desk):
    version = make.version("ti", Status.PUBLISHED)
    corrected = make.version("ti", Status.APPROVED, revision=2)
    picture = make.picture(version, corrected)
    make.version("de", film=make.film("other", "Der andere Film"))
    for subject, cpu_s in ((version.subject, 1.5), (corrected.subject, 2.0), (f"picture:{picture.id}", 40.0)):
        queue.order(make.session, "compose", subject, key=subject).cpu_s = cpu_s
    for owner, sha256 in ((version, "a"), (corrected, "a"), (corrected, "b")):
        make.session.add(
            Rendition(
                version_id=owner.id,
                kind="sound",
                profile=sha256,
                sha256=sha256 * 64,
                size_bytes=5_000_000,
                duration_s=4,
            )
        )
    editor = desk(Role.EDITOR)

    page = " ".join(editor.look("/ministry/jobs").text.split())

    film, _, other = page.partition("Die Polizei</a>")[2].partition("Der andere Film</a>")
    assert 'href="/ministry/films/polizei/costs"' in page
    assert "43.5 s" in film
    assert "10.0 MB" in film, "the sound that both revisions share lies there once"
    assert "0.0 s" in other


def test_the_list_of_work_costs_the_same_with_many_films(make, desk, count_questions):
    editor = desk(Role.EDITOR)
    editor.look("/ministry/jobs")
    with count_questions() as few:
        editor.look("/ministry/jobs")
    for number in range(5):
        version = make.version("ti", film=make.film(f"film-{number}"))
        queue.order(make.session, "compose", version.subject, key=version.subject)
    make.session.commit()

    with count_questions() as many:
        editor.look("/ministry/jobs")

    # The titles of films, and whatever the jobs that are there now are about.
    assert len(many) <= len(few) + 3
