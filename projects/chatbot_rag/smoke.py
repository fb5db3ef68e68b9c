"""What ``make smoke`` expects of the assistant."""

from shared.smoke.durable import Durable

ANSWERS = {
    "Why does a random forest not overfit": '"status":"answered"',
    "What does dropout do?": "event: answer",
    "Who won the world cup": '"status":"refused"',
    "query=early+stopping": "early stopping",
}
DURABLE = (
    Durable("session", "/v1/sessions", found_at="/v1/sessions/{session_id}"),
    Durable("feedback", "/v1/feedback", {"event_id": "{key}", "request_id": "{key}", "kind": "up"}),
    Durable("document", "/v1/documents", files={"smoke.txt": "It is {key}."}, found_at="/v1/jobs/{jobs[0][job_id]}"),
)
