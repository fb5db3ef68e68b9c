"""The networks, and what of them is served. Only ``network``, ``pretrained`` and ``export`` need torch."""
