"""Fitting a network: augmentation, the loop, its checkpoints, several processes. Knows no MLflow and no HTTP."""
