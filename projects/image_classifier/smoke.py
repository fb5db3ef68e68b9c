"""What ``make smoke`` expects of the image classifier."""

from shared.smoke.durable import Durable

ANSWERS = {
    "/v1/classify -H": '"label":"Ankle boot"',
    "/v1/classify/batch": "README.md",
    "/v1/labels": '"Ankle boot"',
}
DURABLE = (Durable("feedback", "/v1/feedback", {"event_id": "{key}", "request_id": "{key}", "label": "Ankle boot"}),)
