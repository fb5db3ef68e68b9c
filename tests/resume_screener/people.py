"""A job and the people who want it, for the tests of the service."""

from __future__ import annotations

JOB_AD = """Data engineer

We are looking for a data engineer who builds and runs pipelines.

Requirements
- At least 3 years of experience
- Python and SQL
- Apache Airflow

Nice to have
- Apache Kafka
"""
NAME, EMAIL, PHONE, SCHOOL = "Marguerite Dubois", "marguerite.dubois@example.org", "+44 20 7946 0958", "Oxford"
ENGINEER = f"""{NAME}
{EMAIL} | {PHONE}
12 Baker Street, London NW1 6XE

Experience
Data engineer, Initech Ltd
January 2018 - December 2023
- Built pipelines with Python and SQL for forty analysts.
- Moved every nightly job to Apache Airflow.

Education
BSc Computer Science, University of {SCHOOL}, 2017

Skills
Python, SQL, Apache Airflow, Apache Kafka
"""
ANALYST = """Jonathan Miller
jonathan.miller@example.org

Experience
Data analyst, Globex Inc
March 2021 - May 2023
- Wrote reports in SQL and Microsoft Excel for the sales team.

Education
BSc Economics, University of Leeds, 2020

Skills
SQL, Microsoft Excel
"""
NURSE = """Aisha Khan
aisha.khan@example.org

Experience
Registered nurse, City Hospital
June 2015 - August 2022
- Responsible for patient care and wound care on a surgical ward.
- Taught infection control to new colleagues.

Education
Bachelor of Nursing, University of Glasgow, 2015

Skills
Patient care, wound care, infection control
"""
PILE = (NURSE, ENGINEER, ANALYST)
"""In no order that a ranking could keep by accident."""
