"""MLflow: runs, the registry, the promotion gate, and the champion on the serving side."""
