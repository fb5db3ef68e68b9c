"""The models: one base, one rung of the ladder per class, and the bundle that the service loads."""
