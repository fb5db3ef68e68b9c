"""What ``make smoke`` expects of the recommender."""

from shared.smoke.durable import Durable

ANSWERS = {
    '"user_id": "196", "k": 3': '"strategy":"personalised"',
    "query=star+wars": '"title":"Star Wars"',
    '"item_id": "181"': '"item_id":"181"',
}
DURABLE = (
    Durable("feedback", "/v1/feedback", {"event_id": "{key}", "user_id": "smoke", "item_id": "50", "kind": "like"}),
)
