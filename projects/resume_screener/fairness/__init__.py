"""The fairness audit: names and equal resumes, paired counterfactuals, group tables, recall of the redaction."""
