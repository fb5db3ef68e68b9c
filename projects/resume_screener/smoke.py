"""What ``make smoke`` expects of the resume screener."""

from shared.smoke.durable import Durable

RESUME = "{key}\nExperience\nData engineer, Example Ltd, 2019 - 2024\nBuilt pipelines with Python, SQL and Airflow."
ANSWERS = {"lead-data-engineer.docx": '"candidates":['}
DURABLE = (
    Durable("job", "/v1/jobs", {"text": "Data engineer. Must have: Python, SQL."}, found_at="/v1/jobs/{job_id}"),
    Durable("resume", "/v1/resumes", {"texts": [RESUME]}, found_at="/v1/resumes/{stored[0][resume_id]}"),
)
