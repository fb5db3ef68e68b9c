/** Resumes to try: invented people, in six layouts. */

export const SAMPLES = [
  "chief-accountant.pdf",
  "community-nurse.pdf",
  "data-scientist.pdf",
  "lead-data-engineer.docx",
  "software-engineer.pdf",
  "staff-nurse.pdf",
];
