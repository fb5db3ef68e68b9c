"""The assistant's HTTP service. ``uvicorn projects.chatbot_rag.api:create_app --factory``."""

from projects.chatbot_rag.api.app import create_app

__all__ = ["create_app"]
