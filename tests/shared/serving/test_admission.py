"""So many at work, so many waiting, the next one is sent away; and the counts return to zero, whatever happens."""

import asyncio
import threading

import pytest
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.serving.admission import Admission, AdmissionMiddleware
from shared.serving.catch_errors import CatchErrorsMiddleware
from shared.serving.deadline import DeadlineMiddleware
from tests.shared.serving.asgi import Answer, ask, respond, until


class Gate:
    """An application whose requests stay inside until the gate opens."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.open = asyncio.Event()

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.open.wait()
            await respond(send)
        finally:
            self.inside -= 1


def bounded(app: ASGIApp, *, workers: int = 2, queue: int = 3, seconds: float = 30.0) -> tuple[ASGIApp, Admission]:
    admission = Admission(workers, queue)
    return CatchErrorsMiddleware(DeadlineMiddleware(AdmissionMiddleware(app, admission), seconds)), admission


def free(admission: Admission) -> bool:
    return not admission.waiting and not admission.slots.locked()


async def filled() -> tuple[ASGIApp, Admission, Gate, list[asyncio.Task[Answer]]]:
    """An application with two requests at work behind its gate and three in the queue: all that it takes."""
    gate = Gate()
    app, admission = bounded(gate)
    requests = [asyncio.create_task(ask(app)) for _ in range(5)]
    await until(lambda: admission.waiting == 3)
    return app, admission, gate, requests


def test_the_one_too_many_is_told_to_come_back_and_the_others_are_answered() -> None:
    async def main() -> None:
        app, admission, gate, accepted = await filled()
        refused = await ask(app)
        assert (refused.status, refused.headers["retry-after"]) == (503, "1")
        assert refused.json()["detail"] == "All 2 workers are busy and 3 requests wait."
        gate.open.set()
        assert {(await request).status for request in accepted} == {200}
        assert gate.most == 2
        assert free(admission)
        assert (await ask(app)).status == 200

    asyncio.run(main())


@pytest.mark.parametrize("root_path", ["", "/api"])
def test_without_a_queue_the_workers_alone_decide(root_path: str) -> None:
    async def main() -> None:
        gate = Gate()
        app, admission = bounded(gate, workers=1, queue=0)
        first = asyncio.create_task(ask(app, root_path=root_path))
        await until(lambda: gate.inside)
        assert (await ask(app, root_path=root_path)).status == 503
        gate.open.set()
        assert (await first).status == 200
        assert (await ask(app)).status == 200
        assert free(admission)

    asyncio.run(main())


def test_the_queue_is_first_in_first_out() -> None:
    order: list[str] = []

    async def note(scope: Scope, _receive: Receive, send: Send) -> None:
        await asyncio.sleep(0)
        order.append(scope["path"])
        await respond(send)

    async def main() -> None:
        app, _ = bounded(note, workers=1, queue=10)
        await asyncio.gather(*(ask(app, f"/v1/{i}") for i in range(10)))

    asyncio.run(main())
    assert order == [f"/v1/{i}" for i in range(10)]


def test_a_handler_that_raises_gives_its_slot_back() -> None:
    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError

    async def main() -> None:
        app, admission = bounded(broken, workers=1, queue=0)
        assert [(await ask(app)).status for _ in range(5)] == [500] * 5
        assert free(admission)

    asyncio.run(main())


def test_requests_given_up_at_work_or_in_the_queue_leave_no_trace() -> None:
    async def main() -> None:
        app, admission, gate, requests = await filled()
        for request in requests:
            request.cancel()
        await asyncio.gather(*requests, return_exceptions=True)
        await until(lambda: free(admission))
        assert gate.inside == 0
        gate.open.set()
        assert (await ask(app)).status == 200

    asyncio.run(main())


def test_a_client_that_leaves_during_a_stream_gives_its_slot_back() -> None:
    async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x", "more_body": True})

    async def main() -> None:
        admission = Admission(1, 0)
        app = DeadlineMiddleware(AdmissionMiddleware(stream, admission), 30)

        async def receive() -> dict[str, str]:
            return {"type": "http.disconnect"}

        async def gone(_message: object) -> None:
            raise OSError("the client is gone")

        with pytest.raises(OSError, match="the client is gone"):
            await app({"type": "http", "path": "/v1/stream"}, receive, gone)
        assert free(admission)

    asyncio.run(main())


def test_the_deadline_also_counts_for_those_who_wait() -> None:
    async def main() -> None:
        gate = Gate()
        app, admission = bounded(gate, workers=1, queue=5, seconds=0.05)
        answers = await asyncio.gather(*(ask(app) for _ in range(4)))
        assert {answer.status for answer in answers} == {504}
        await until(lambda: free(admission))
        gate.open.set()
        assert (await ask(app)).status == 200

    asyncio.run(main())


def test_a_thread_past_its_deadline_holds_its_slot_until_it_ends() -> None:
    release = threading.Event()

    async def blocking(_scope: Scope, _receive: Receive, send: Send) -> None:
        await run_in_threadpool(release.wait, 20)
        await respond(send)

    async def main() -> None:
        app, admission = bounded(blocking, workers=1, queue=0, seconds=0.05)
        assert (await ask(app)).status == 504
        assert (await ask(app)).status == 503
        release.set()
        await until(lambda: free(admission))
        assert (await ask(app)).status == 200

    asyncio.run(main())


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics", "/docs"])
def test_a_full_queue_still_answers_health_and_metrics(path: str) -> None:
    async def gate_for_the_api(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith("/v1/"):
            await asyncio.Event().wait()
        await respond(send)

    async def main() -> int:
        app, admission = bounded(gate_for_the_api, workers=1, queue=0)
        stuck = asyncio.create_task(ask(app))
        await until(admission.slots.locked)
        status = (await ask(app, path)).status
        stuck.cancel()
        await asyncio.gather(stuck, return_exceptions=True)
        return status

    assert asyncio.run(main()) == 200
