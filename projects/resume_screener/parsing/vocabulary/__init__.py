"""The words that resumes are recognised by, as plain data."""
