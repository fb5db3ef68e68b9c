"""A job and three resumes that every model must rank in this order: the best first."""

from datetime import date

TODAY = date(2026, 1, 15)

JOB = """Data Engineer

You build pipelines that load and transform sales data every night, and keep the data warehouse fast and correct.

Requirements
- 3+ years of experience with Python and SQL
- PostgreSQL

Nice to have
- Kubernetes
"""

RESUMES = (
    """Summary
Data engineer who builds pipelines and data warehouses.

Experience
Data Engineer, Northwind Analytics
Jan 2020 - Dec 2025
- Built nightly pipelines that load and transform sales data into the data warehouse
- Made slow reports fast by rewriting queries

Skills
Python, SQL, PostgreSQL, Kubernetes
""",
    """Summary
Software developer of web services.

Experience
Software Developer, Harbour Systems
Mar 2022 - Dec 2025
- Developed web services and their tests
- Reviewed code and fixed defects

Skills
Python, JavaScript, Git
""",
    """Summary
Chef with a love for seasonal food.

Experience
Sous Chef, Blue Door Restaurant
Jan 2018 - Dec 2025
- Prepared menus and led a kitchen of six cooks
- Kept food costs within the budget

Skills
Menu planning, Food safety
""",
)
