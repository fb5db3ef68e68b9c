/** Jobs to try. */

export const EXAMPLES = [
  {
    name: "Data engineer",
    text: `Data engineer

We are looking for a data engineer to build and run the pipelines that our analysts depend on.

Requirements
- At least 3 years of experience with data pipelines
- Python and SQL
- Apache Airflow or a similar scheduler
- A bachelor's degree in computer science or a related field

Nice to have
- Apache Kafka, dbt
- Experience with AWS`,
  },
  {
    name: "Registered nurse",
    text: `Registered nurse, surgical ward

You care for patients before and after surgery, administer medication, and teach patients and their families.

Requirements
- A nursing degree
- At least 2 years of experience in a hospital
- Patient care, wound care, medication administration
- Infection control

Nice to have
- Basic life support
- Experience with electronic health records`,
  },
  {
    name: "Accountant",
    text: `Accountant

You close the books each month and prepare financial statements for our auditors.

Requirements
- A bachelor's degree in accounting or finance
- 3+ years of experience in accounting
- Financial statements, accounts payable and accounts receivable
- Microsoft Excel

Nice to have
- SAP
- Tax returns, budgeting`,
  },
];
