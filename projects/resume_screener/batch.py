"""A folder of resumes, ranked against one job without HTTP."""
