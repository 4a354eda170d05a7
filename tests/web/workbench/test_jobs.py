"""Jobs: one a question, started anew, stopped, taken up again when a worker is gone, seen by those who may."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from kust.errors import UsageError
from kust_web import settings as production
from kust_web.workbench import jobs
from kust_web.workbench.models import Job
from tests.web.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Works for tests: one that answers with what it was asked, one that fails, one that breaks."""
    done: list[int] = []

    def answer(job: Job, tell: jobs.Say) -> Any:
        tell(0.5, "judging")
        done.append(job.pk)
        return job.parameters

    def fail(job: Job, tell: jobs.Say) -> Any:
        raise UsageError("unknown_cluster", cluster="Z9", known="VB")

    def break_(job: Job, tell: jobs.Say) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "_WORKS", {"check": answer, "niches": fail, "projects": break_})
    monkeypatch.setattr(jobs, "_PUBLIC", {"check"})
    return done


@pytest.fixture
def queue(works: list[int], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A queue that nobody works off."""
    queued: list[int] = []
    monkeypatch.setattr(jobs, "enqueue", lambda job: queued.append(job.pk))
    return queued


def test_the_same_question_on_the_same_figures_is_one_job(works: list[int]) -> None:
    first = jobs.ask("check", cluster="VB", digest="sha256:1", parameters={"a": 1, "b": 2})
    again = jobs.ask("check", cluster="VB", digest="sha256:1", parameters={"b": 2, "a": 1})
    assert (first.pk, first.state, first.answer) == (again.pk, Job.DONE, {"a": 1, "b": 2})
    assert works == [first.pk]


@pytest.mark.parametrize(
    "other",
    [{"digest": "sha256:2"}, {"cluster": "UG"}, {"parameters": {"a": 2}}, {"kind": "niches"}],
    ids=lambda other: next(iter(other)),
)
def test_another_question_is_another_job(queue: list[int], other: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"kind": "check", "cluster": "VB", "digest": "sha256:1", "parameters": {"a": 1}}
    assert jobs.ask(**asked).pk != jobs.ask(**(asked | other)).pk


def test_another_version_of_the_program_is_asked_anew(
    queue: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = jobs.ask("check")
    monkeypatch.setattr(jobs, "_version", lambda: "99")
    assert jobs.ask("check").pk != first.pk


def test_the_database_itself_keeps_a_question_from_being_asked_twice(queue: list[int]) -> None:
    first = jobs.ask("check")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="check", fingerprint=first.fingerprint)


def test_who_asks_in_the_same_moment_gets_the_same_job(
    queue: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other's job appears between looking and writing: here it is hidden from the first look."""
    there = jobs.ask("check")
    found = type(Job.objects.all()).first
    looks = iter([None])
    monkeypatch.setattr(type(Job.objects.all()), "first", lambda rows: next(looks, found))
    assert jobs.ask("check").pk == there.pk


def test_a_failure_is_told_in_the_words_of_the_library(
    works: list[int], client_of: Callable[..., Client]
) -> None:
    job = jobs.ask("niches", cluster="VB")
    assert (job.state, json.loads(job.failure)["code"]) == (Job.FAILED, "unknown_cluster")
    page = client_of("manager").get(f"/jobs/{job.pk}/").content.decode()
    assert "Z9" in page
    assert UsageError("unknown_cluster", cluster="Z9", known="VB").words("ru").split("Z9")[0] in page


def test_an_error_of_the_program_is_told_without_its_inside(
    works: list[int], client_of: Callable[..., Client]
) -> None:
    job = jobs.ask("projects", cluster="VB")
    page = client_of("manager").get(f"/jobs/{job.pk}/").content.decode()
    assert job.state == Job.FAILED
    assert "ZeroDivisionError" not in page
    assert "Ошибка программы" in page


def test_a_failure_names_no_folder_of_this_machine(works: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(job: Job, tell: jobs.Say) -> Any:
        raise UsageError("target_exists", path=Path("/srv/secret/report.html"))

    monkeypatch.setitem(jobs._WORKS, "niches", lose)
    assert json.loads(jobs.ask("niches").failure)["values"] == {"path": "report.html"}


def test_a_failed_job_is_started_anew_by_its_button(
    works: list[int], client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = jobs.ask("niches", cluster="VB", parameters={"a": 1})
    monkeypatch.setitem(jobs._WORKS, "niches", jobs._WORKS["check"])
    reply = client_of("manager").post(f"/jobs/{failed.pk}/retry/", {"back": "/clusters/VB/"})
    newest = jobs.find("niches", cluster="VB", parameters={"a": 1})
    assert (reply.status_code, reply.headers["Location"]) == (302, "/clusters/VB/")
    assert newest is not None
    assert (newest.state, newest.answer, newest.pk != failed.pk) == (Job.DONE, {"a": 1}, True)


def test_a_job_leads_back_to_pages_of_ours_only(queue: list[int], client_of: Callable[..., Client]) -> None:
    job = jobs.ask("check", cluster="VB")
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        part = client_of("visitor").get(
            f"/jobs/{job.pk}/", {"back": elsewhere}, headers={"HX-Request": "true"}
        )
        assert b"example.org" not in part.content
        assert b"javascript" not in part.content


def test_a_job_that_waits_is_stopped_at_once_and_one_that_runs_by_its_worker(queue: list[int]) -> None:
    waiting, running = jobs.ask("check"), jobs.ask("check", digest="2")
    Job.objects.filter(pk=running.pk).update(state=Job.RUNNING, heard_at=timezone.now())
    for job in (waiting, running):
        jobs.cancel(job)
        job.refresh_from_db()
    assert (waiting.state, running.state, running.cancel_asked) == (Job.CANCELLED, Job.RUNNING, True)
    jobs.run_job.func(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == Job.CANCELLED


def _lose(job: Job, **more: Any) -> None:
    long_ago = timezone.now() - jobs.LOST - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING, heard_at=long_ago, **more)


def test_a_job_whose_worker_is_gone_is_taken_up_again(queue: list[int], works: list[int]) -> None:
    job = jobs.ask("check", parameters={"a": 1})
    _lose(job, attempts=1)
    assert jobs.pick_up_lost() == 1
    assert queue == [job.pk, job.pk]
    jobs.run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.answer, job.attempts) == (Job.DONE, {"a": 1}, 2)


def test_a_job_that_took_three_workers_down_is_given_up(
    queue: list[int], client_of: Callable[..., Client]
) -> None:
    job = jobs.ask("check", cluster="VB")
    _lose(job, attempts=jobs.ATTEMPTS)
    assert jobs.pick_up_lost() == 0
    job.refresh_from_db()
    assert job.state == Job.FAILED
    assert "трижды" in client_of("visitor").get(f"/jobs/{job.pk}/").content.decode()


def test_a_job_stopped_while_its_worker_was_gone_stays_stopped(queue: list[int]) -> None:
    job = jobs.ask("check")
    _lose(job, cancel_asked=True)
    assert jobs.pick_up_lost() == 0
    job.refresh_from_db()
    assert job.state == Job.CANCELLED


def test_a_job_that_the_queue_forgot_is_queued_again_once_a_minute(queue: list[int]) -> None:
    job = jobs.ask("check")
    assert jobs.pick_up_lost() == 0
    Job.objects.filter(pk=job.pk).update(asked_at=timezone.now() - jobs.FORGOTTEN - timedelta(seconds=1))
    assert (jobs.pick_up_lost(), jobs.pick_up_lost()) == (1, 0)
    assert queue == [job.pk, job.pk]


def test_only_one_worker_does_a_job_that_is_queued_twice(queue: list[int], works: list[int]) -> None:
    job = jobs.ask("check")
    jobs.run_job.func(job.pk)
    jobs.run_job.func(job.pk)
    assert works == [job.pk]


def test_what_was_worked_out_long_ago_goes_with_its_files(
    works: list[int], monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "report.html").write_text("x")
    told = {"files": {"html": {"place": "report.html", "name": "r.html", "bytes": 1}}}
    monkeypatch.setitem(jobs._WORKS, "check", lambda job, tell: told)
    old, fresh = jobs.ask("check"), jobs.ask("check", digest="2", parameters={"b": 1})
    Job.objects.filter(pk=fresh.pk).update(answer={})
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - jobs.KEPT - timedelta(days=1))
    assert jobs.forget_old() == 1
    assert list(Job.objects.values_list("pk", flat=True)) == [fresh.pk]
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize(
    ("kind", "role", "elsewhere", "code"),
    [
        ("check", "visitor", False, 200),
        ("niches", "visitor", False, 404),
        ("niches", "participant", False, 404),
        ("niches", "manager", False, 200),
        ("niches", "reviewer", False, 200),
        ("niches", "administrator", False, 200),
        ("niches", "manager", True, 404),
        ("niches", "reviewer", True, 404),
    ],
)
def test_a_job_of_a_cluster_is_seen_by_those_who_see_its_figures_and_a_public_one_by_all(
    queue: list[int], client_of: Callable[..., Client], kind: str, role: str, elsewhere: bool, code: int
) -> None:
    job = jobs.ask(kind, cluster="VB")
    client = client_of(role, elsewhere=elsewhere)
    assert client.get(f"/jobs/{job.pk}/").status_code == code
    assert client.post(f"/jobs/{job.pk}/retry/").status_code == (302 if code == 200 else 404)


def test_a_job_of_the_whole_registry_is_seen_by_its_asker(
    queue: list[int], client_of: Callable[..., Client]
) -> None:
    client = client_of("reviewer")
    user = client.get("/my/").wsgi_request.user
    job = jobs.ask("niches", user=user)
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    assert client_of("manager").get(f"/jobs/{job.pk}/").status_code == 404


def test_a_job_is_stopped_by_its_asker_or_the_manager_of_the_cluster(
    queue: list[int], client_of: Callable[..., Client]
) -> None:
    asker = make_user("reviewer", {"region": "00", "cluster_id": ""})
    job = jobs.ask("check", cluster="VB", user=asker)
    assert client_of("visitor").post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert client_of("participant").post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert client_of("manager").post(f"/jobs/{job.pk}/cancel/").status_code == 302
    job.refresh_from_db()
    assert job.state == Job.CANCELLED


def test_ones_own_jobs_are_listed_and_nobody_elses(
    queue: list[int], client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    client = client_of("manager")
    user = client.get("/my/").wsgi_request.user
    mine = [jobs.ask("check", cluster="VB", digest=str(number), user=user) for number in range(5)]
    other = jobs.ask("check", cluster="VB", digest="other")
    with django_assert_max_num_queries(9):
        page = client.get("/jobs/").content.decode()
    assert all(f"/jobs/{job.pk}/cancel/" in page for job in mine)
    assert f"/jobs/{other.pk}/" not in page


def test_visitors_together_have_so_many_computations_and_no_more(
    queue: list[int], client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(jobs._WORKS, "snapshot", jobs._WORKS["check"])
    for number in range(20):
        jobs.ask("check", digest=str(number))
    reply = client_of("visitor").get("/clusters/VB/verdicts/")
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "30")


def test_a_plan_that_is_sought_does_not_hold_up_a_check(
    settings: Any, works: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan was asked for first; a worker for all takes the check before it, one for short jobs never takes it."""
    settings.TASKS = production.TASKS
    monkeypatch.setitem(jobs._WORKS, "remedy", jobs._WORKS["check"])
    plan, check, again = jobs.ask("remedy"), jobs.ask("check"), jobs.ask("check", digest="sha256:2")
    _work_off("*", most=1)
    assert works == [check.pk]
    _work_off(jobs.SHORT)
    assert works == [check.pk, again.pk]
    _work_off("*")
    assert works == [check.pk, again.pk, plan.pk]


def _work_off(queue: str, most: int | None = None) -> None:
    """Do what stands in a queue, or so many of it, as a worker would."""
    told = {"queue_names": [queue], "excluded_queue_names": [], "max_tasks": most, "worker_id": "w"}
    Worker(interval=0, batch=True, backend_name="default", startup_delay=False, **told).run()  # type: ignore[arg-type]
