"""The audit as a document that can be published."""

from __future__ import annotations

from shared.evaluation import Report, to_markdown

HEAD = """# Fairness audit of the resume screener

Measured on {dataset} (seed {seed}) by `{command}`. {protocol}

This is a self-run measurement in the form of New York City's Local Law 144. It is no bias audit by an independent
auditor, and no statement about any employer's use of the tool."""

SECTIONS = {
    "names in": (
        "## Is every name found?",
        "Share of names of which no part is left, alone in each form. Names of which a part is in no list of the "
        "package are counted apart. The rules were tuned on half of the published names; these are "
        "the others, of which a few were seen in a preview.",
    ),
    "equality": (
        "## Are redacted texts equal?",
        "The same resume and form with other names: the share of texts that are not letter for letter the usual one.",
    ),
    "labelled": (
        "## Is everything else found?",
        "Lines with marked spans, in `fairness/labelled.jsonl`. The rules and these lines have the same authors: read "
        "it as a regression test, not as an estimate for resumes of the world.",
    ),
    "loss": ("## What does blind mode cost?", "Share of words that it takes."),
    "pairs": (
        "## Does anything about the person change the ranking?",
        "Equal resumes but for one attribute. Shift and gap are in units of the system's score. First changes: "
        "random assignments of the variants to the resumes of a job in which another resume comes first than with one "
        "variant for all. The known-bad scorer likes one group on purpose: the measures have to fire on it. Blind mode "
        "does not hide career gaps.",
    ),
    "groups": (
        "## Who is selected?",
        "Equal resumes get names at random; a name's selection rate is how often its resume came first. The scoring "
        "rate is the share of names above the median score. p: how often a relabelling of the people gives a ratio as "
        "low.",
    ),
    "null": (
        "## How to read an impact ratio",
        "Probability that the lowest ratio of scoring rates is below four fifths for a tool that knows nothing of the "
        "groups. No ratio should be shown without n, interval and p.",
    ),
}

TAIL = """## What is not measured

Age beyond the year of graduation, disability, pregnancy, veterans; photographs; the way of writing; outcomes of real
hiring, so neither whether the best were found nor whom recruiters chose in the end. Names tell how a group is
perceived, not who belongs to it. Intersections have few names each. Employers, their towns, the years of work and
languages stay visible in blind mode and can tell something of the person.

## How it is meant to be used

The score orders a pile; a person decides, sees the evidence for each skill, can overrule every rank, and the decision
is logged with its reason. In the European Union, tools that filter applications or evaluate candidates are high-risk
systems (Regulation 2024/1689, Annex III, 4(a)) with duties for provider and deployer that no library fulfils alone. In
the United States, the four-fifths rule of the Uniform Guidelines (29 CFR 1607.4(D)) is a rule of thumb that asks for a
closer look; a ratio above it is no proof of fairness, and one below it on few people is no proof of the contrary.
"""


def to_document(report: Report) -> str:
    """Return the report in Markdown, with what it means and what it leaves out."""
    parts = [HEAD.format(dataset=report.dataset, seed=report.seed, command=report.command, protocol=report.protocol)]
    explained = set()
    for table in report.tables:
        section = next(name for name in SECTIONS if table.name.startswith(name))
        if section not in explained:
            parts += SECTIONS[section]
            explained.add(section)
        parts.append(to_markdown(table))
    return "\n\n".join([*parts, TAIL])
