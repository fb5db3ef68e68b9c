"""A PDF in reading order: characters with boxes become words, words lines, lines columns, columns a text."""
