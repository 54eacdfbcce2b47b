"""Jobs survive whoever works on them, are done once, and end when they are asked to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from dossiers import Access, LeaseRules, NotFound, Person, Store, job_queue
from dossiers.columns import now
from models.language import Text
from tests.dossiers.test_store import tiny

ANSWER = {"status": "optimal", "numbers": [1, "1/3", None]}

SHORT = LeaseRules(lease=0, attempts=2, losses=2)
"""A lease that is over at once: as if its holder had died."""


def asked_of(access: Access, total: int = 12) -> str:
    """Put a scenario into a new dossier, and give its identifier."""
    return access.scenarios.create(access.dossiers.create("Regio").id, tiny(total)).id


def test_a_job_is_taken_followed_and_answered(store: Store, access: Access) -> None:
    scenario, queue = asked_of(access), store.queue()
    assert queue.take() is None
    job = access.jobs.ask(scenario, 1, "room", {"within": "5%"}, name="Ruimte")
    assert (job.state, job.name) == ("waiting", "Ruimte")
    assert access.jobs.asked(job.id) == {"within": "5%"}
    lease = queue.take()
    assert lease is not None
    assert lease.document == access.scenarios.document(scenario)
    assert queue.take() is None
    assert queue.renew(lease, Text("variants"), 3, 7)
    running = access.jobs.get(job.id)
    assert (running.state, running.done, running.steps, running.attempts) == ("running", 3, 7, 1)
    assert running.phase == Text("variants").as_record()
    with pytest.raises(NotFound):
        access.jobs.answer(job.id)
    assert queue.finish(lease, ANSWER)
    done = access.jobs.get(job.id)
    assert (done.state, done.ended, done.problem) == ("done", True, None)
    assert access.jobs.answer(job.id) == ANSWER
    assert access.jobs.list(done.dossier) == (done,)
    assert not queue.finish(lease, {})
    assert access.jobs.answer(job.id) == ANSWER


def test_what_was_asked_before_is_not_worked_out_again(store: Store, access: Access) -> None:
    scenario, queue = asked_of(access), store.queue()
    first = access.jobs.ask(scenario, 1, "room", {"within": "5%"})
    bert = store.access(Person("Bert", keeper=True))
    assert bert.jobs.ask(scenario, 1, "room", {"within": "5%"}) == first
    lease = queue.take()
    assert lease is not None
    assert bert.jobs.ask(scenario, 1, "room", {"within": "5%"}).id == first.id
    queue.finish(lease, ANSWER)
    again = access.jobs.ask(scenario, 1, "room", {"within": "5%"})
    assert (again.id, again.state) == (first.id, "done")
    access.scenarios.save(scenario, tiny(13), based_on=1)
    access.scenarios.save(scenario, tiny(12), based_on=2)
    assert access.jobs.ask(scenario, 3, "room", {"within": "5%"}).id == first.id
    others = [
        access.jobs.ask(scenario, 2, "room", {"within": "5%"}),
        access.jobs.ask(scenario, 1, "room", {"within": "6%"}),
        access.jobs.ask(scenario, 1, "prices", {"within": "5%"}),
        # Nobody hears from a quick answer what was asked in another dossier.
        access.jobs.ask(asked_of(access), 1, "room", {"within": "5%"}),
    ]
    assert len({first.id, *(job.id for job in others)}) == 5
    assert {job.state for job in others} == {"waiting"}


def test_who_ask_the_same_at_once_get_one_job(access: Access) -> None:
    scenario = asked_of(access)
    with ThreadPoolExecutor(6) as pool:
        jobs = list(pool.map(lambda _: access.jobs.ask(scenario, 1, "room").id, range(6)))
    assert len(set(jobs)) == 1


def test_a_job_of_who_died_is_taken_over_and_only_the_last_can_end_it(
    store: Store, access: Access
) -> None:
    job = access.jobs.ask(asked_of(access), 1, "room")
    queue = store.queue(SHORT)
    dead, alive = queue.take(), queue.take()
    assert dead is not None
    assert alive is not None
    assert (alive.job.id, alive.job.attempts) == (job.id, 2)
    assert not queue.renew(dead, None, 0, 0)
    assert not queue.finish(dead, {})
    assert not queue.fail(dead, {})
    assert queue.finish(alive, ANSWER)
    assert access.jobs.answer(job.id) == ANSWER


def test_who_says_the_same_again_and_again_keeps_the_job_until_nothing_is_said(
    store: Store, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long search is in one phase for minutes: the lease is of a second, and news of 0.4 s."""
    access.jobs.ask(asked_of(access), 1, "room")
    moment = now()
    monkeypatch.setattr(job_queue, "now", lambda: moment)
    queue = store.queue(LeaseRules(lease=1))
    lease = queue.take()
    assert lease is not None
    for _ in range(5):
        moment += timedelta(seconds=0.4)
        assert queue.renew(lease, Text("variants"), 0, 1)
        assert queue.take() is None
    moment += timedelta(seconds=1.1)
    assert queue.take() is not None


def test_what_is_found_is_kept_before_a_job_ends(store: Store, access: Access) -> None:
    """Who goes on with it hears what is finished; a failure is tried again."""
    scenario, queue = asked_of(access), store.queue(SHORT)
    job = access.jobs.ask(scenario, 1, "batch", {"vary": {"b": [1], "a": [2]}})
    assert [*access.jobs.asked(job.id)["vary"]] == ["b", "a"]
    assert queue.take(batches=False) is None
    for found in ({2: entry("optimal"), 3: entry("failed")}, {1: entry("infeasible")}, {}):
        lease = queue.take(batches=True)
        assert lease is not None
        assert queue.renew(lease, Text("variants"), len(found), 3, found)
    lease = queue.take()
    assert lease is not None
    assert lease.finished == {1: "infeasible", 2: "optimal"}
    assert lease.job.attempts == 4
    assert access.jobs.entries(job.id, 0, 2) == [entry("infeasible"), entry("optimal")]
    assert access.jobs.entries(job.id, 2, 2) == [entry("failed")]
    assert queue.finish(lease, ANSWER, {3: entry("optimal")})
    assert access.jobs.entries(job.id, 2, 2) == [entry("optimal")]
    assert not queue.renew(lease, None, 0, 0, {3: entry("failed")})
    assert access.jobs.entries(job.id, 2, 2) == [entry("optimal")]
    access.jobs.delete(job.id)
    with pytest.raises(NotFound):
        access.jobs.entries(job.id, 0, 9)


def test_a_batch_that_gets_nowhere_fails(store: Store, access: Access) -> None:
    """However often it was begun before."""
    job, queue = access.jobs.ask(asked_of(access), 1, "batch"), store.queue(SHORT)
    for number in range(1, 4):
        lease = queue.take()
        assert lease is not None
        queue.renew(lease, None, 0, 0, {number: entry("optimal")})
    assert [queue.take() is not None for _ in range(3)] == [True, True, False]
    assert access.jobs.get(job.id).state == "failed"


def test_a_job_is_begun_oftener_when_the_service_dies_than_when_its_process_does(
    store: Store, access: Access
) -> None:
    scenario, queue = asked_of(access), store.queue(LeaseRules(lease=0, attempts=2, losses=6))
    for kind, begun in (("room", 2), ("prices", 6)):
        job, times = access.jobs.ask(scenario, 1, kind), 0
        while (lease := queue.take()) is not None:
            times += 1
            if kind == "room":
                queue.give_back(lease, begun=True)
        assert (times, access.jobs.get(job.id).state) == (begun, "failed")


def test_what_a_job_waits_for_is_told_until_it_goes_on(store: Store, access: Access) -> None:
    job, queue = access.jobs.ask(asked_of(access), 1, "batch"), store.queue()
    seen = []
    for _ in range(2):
        lease = queue.take()
        assert lease is not None
        queue.give_back(lease, why=Text("variants"))
        now = access.jobs.get(job.id)
        seen.append((now.state, now.attempts, now.problem, now.waits_since))
    # Since the first time, however often it was tried again.
    assert seen[0] == seen[1]
    assert seen[0][:2] == ("waiting", 0)
    assert seen[0][3] is not None
    assert seen[0][2] is not None
    assert seen[0][2]["detail"] == "varianten"
    lease = queue.take()
    assert lease is not None
    assert queue.renew(lease, None, 0, 0)
    assert access.jobs.get(job.id).waits_since == seen[0][3]
    assert queue.renew(lease, Text("variants"), 0, 3)
    assert access.jobs.get(job.id).problem is None
    queue.give_back(lease, why=Text("variants"))
    assert access.jobs.cancel(job.id).problem is None


def entry(status: str) -> dict[str, Any]:
    return {"status": status, "goals": {"z": [1, 2], "a": [3, 4]}}


def test_what_everybody_dies_of_fails_and_can_be_asked_again(store: Store, access: Access) -> None:
    scenario, queue = asked_of(access), store.queue(SHORT)
    job = access.jobs.ask(scenario, 1, "room", {"language": "en"})
    assert [queue.take() is not None for _ in range(3)] == [True, True, False]
    failed = access.jobs.get(job.id)
    assert failed.state == "failed"
    assert failed.problem is not None
    assert "memory" in failed.problem["detail"]
    again = access.jobs.ask(scenario, 1, "room", {"language": "en"})
    assert (again.id != job.id, again.state) == (True, "waiting")


def test_a_job_is_cancelled_before_and_while_it_runs(store: Store, access: Access) -> None:
    scenario, queue = asked_of(access), store.queue()
    waiting = access.jobs.ask(scenario, 1, "room")
    assert access.jobs.cancel(waiting.id).state == "cancelled"
    assert queue.take() is None
    running = access.jobs.ask(scenario, 1, "room")
    lease = queue.take()
    assert lease is not None
    assert access.jobs.cancel(running.id).state == "running"
    assert not queue.renew(lease, None, 0, 0)
    assert queue.fail(lease, {"detail": "cancelled"})
    assert access.jobs.get(running.id).state == "cancelled"
    assert access.jobs.cancel(running.id).state == "cancelled"
    what = [line.what for line in access.log.list(running.dossier)]
    assert what.count("job-cancelled") == 2


def test_who_died_over_a_cancelled_job_leaves_it_cancelled(store: Store, access: Access) -> None:
    job, queue = access.jobs.ask(asked_of(access), 1, "room"), store.queue(SHORT)
    assert queue.take() is not None
    access.jobs.cancel(job.id)
    assert queue.take() is None
    assert access.jobs.get(job.id).state == "cancelled"


def test_each_job_is_taken_by_one(store: Store, access: Access) -> None:
    scenario, queue = asked_of(access), store.queue()
    asked = {access.jobs.ask(scenario, 1, "room", {"n": n}).id for n in range(12)}

    def work(_: int) -> list[str]:
        taken = []
        while (lease := queue.take()) is not None:
            taken.append(lease.job.id)
            queue.finish(lease, {"n": lease.asked["n"]})
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [job for jobs in pool.map(work, range(4)) for job in jobs]
    assert sorted(taken) == sorted(asked)
    assert all(access.jobs.answer(job) for job in asked)


def test_a_job_that_was_given_back_was_never_begun(store: Store, access: Access) -> None:
    """Unless who had it died over it: the second time that counts is the last here."""
    job, queue = access.jobs.ask(asked_of(access), 1, "room"), store.queue(SHORT)
    for begun, attempts in ((False, 0), (False, 0), (True, 1), (True, 2)):
        lease = queue.take()
        assert lease is not None
        queue.give_back(lease, begun=begun)
        there = access.jobs.get(job.id)
        assert (there.state, there.attempts) == ("waiting", attempts)
    assert queue.take() is None


def test_an_answer_is_kept_for_its_time(store: Store, access: Access) -> None:
    scenario, queue = asked_of(access), store.queue(LeaseRules(stored=0))
    jobs = [access.jobs.ask(scenario, 1, kind) for kind in ("room", "prices")]
    lease = queue.take()
    assert lease is not None
    queue.finish(lease, ANSWER)
    queue.forget()
    assert [job.id for job in access.jobs.list(jobs[0].dossier)] == [jobs[1].id]


def test_the_job_of_a_scenario_that_was_deleted_ends(store: Store, access: Access) -> None:
    scenario, queue = asked_of(access), store.queue()
    access.jobs.ask(scenario, 1, "room")
    lease = queue.take()
    assert lease is not None
    access.scenarios.delete(scenario)
    assert not queue.renew(lease, None, 0, 0)
    assert not queue.finish(lease, ANSWER)
