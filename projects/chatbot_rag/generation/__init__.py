"""From passages to sentences with citations: writers, and what holds for all of them."""
