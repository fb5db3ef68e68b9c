"""The screener's HTTP service. ``uvicorn projects.resume_screener.api:create_app --factory``."""

from projects.resume_screener.api.app import create_app

__all__ = ["create_app"]
