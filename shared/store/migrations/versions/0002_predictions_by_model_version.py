"""Index predictions by model version, for the first and the latest answers of a model."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_predictions_service_model_version_id", "predictions", ["service", "model_version", "id"])
