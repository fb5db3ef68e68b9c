"""What blind mode takes out, what it leaves, and that equal resumes become equal texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.resume_screener.blind import Kind, redact
from projects.resume_screener.resume import Contact, Education, Found, Level, Resume, Section, SectionKind

BODY = """
Accountant
Experience
Accountant, Pinecrest Manufacturing, Chicago, IL, May 2015 - Present
- Month-end close with SAP at Ernst & Young standards
"""


def blind(text: str) -> str:
    return redact(Resume(text=text)).text


@pytest.mark.parametrize(
    "name",
    [
        "Emily Larsen",
        "Lakisha Washington",
        "José Hernández-Ruiz",
        "Nguyễn Thị Minh",
        "Xyomri Qbelk",
        "Mark Cook",
        "Li Na",
    ],
)
def test_resumes_that_differ_in_the_name_become_equal(name: str) -> None:
    assert blind(f"{name}\n{BODY}") == f"[NAME]\n{BODY}"


def test_name_is_found_again_in_footer_signature_sentence_and_file_name() -> None:
    text = f"Jane Doering\n{BODY}Jane has two licences. See jane_doering_cv.pdf\nJ. Doering – page 2\nDoering, Jane\n"
    seen = blind(text).lower()
    assert "jane" not in seen
    assert "doering" not in seen


def test_name_is_learnt_from_the_address_of_the_mail() -> None:
    assert "okonjowe" not in blind(f"adaku.okonjowe@post.example\n{BODY}Report by Okonjowe\n").lower()


def test_name_that_the_parser_found_is_used() -> None:
    text = f"{BODY}written by Quill Ostrander\n"
    start = text.index("Quill")
    contact = Contact(name=Found(value="Quill Ostrander", span=(start, start + 15)))
    assert "Ostrander" not in redact(Resume(text=text, contact=contact)).text


def test_title_that_the_parser_took_for_a_name_stays() -> None:
    contact = Contact(name=Found(value="Accountant", span=(1, 11)))
    assert redact(Resume(text=BODY, contact=contact)).text == BODY


def test_firms_places_and_tools_that_sound_like_people_stay() -> None:
    text = "Skills\nJenkins, Maven, Julia, Ada, Apache Kafka\nJP Morgan, Morgan Stanley, Johnson & Johnson in Austin\n"
    assert blind(text) == text


def test_person_called_like_a_city_keeps_the_city() -> None:
    assert (
        blind("Austin Kramer\nAnalyst\nWorked in Austin for a bank.\n")
        == "[NAME]\nAnalyst\nWorked in Austin for a bank.\n"
    )


def test_honorific_goes_with_the_name_and_a_product_is_no_lady() -> None:
    assert blind("Notes\nReported to Mrs. Lindqvist\nMs Access\n") == "Notes\nReported to [NAME]\nMs Access\n"


def test_pronouns_are_equal_and_abbreviations_stay() -> None:
    assert blind("Notes\nShe leads her team.\n") == blind("Notes\nHe leads his team.\n")
    assert blind("Notes\nInterfaces of HIS and HIM\n") == "Notes\nInterfaces of HIS and HIM\n"


def test_occupations_lose_their_sex_and_stay_occupations() -> None:
    assert blind("Work\nWaitress, then Chairwoman\n") == "Work\nWaiter, then Chairperson\n"


def test_personal_lines_leave_no_trace() -> None:
    assert blind(f"{BODY}Date of birth: 4 May 1985\nPronouns: she/her\n") == blind(BODY)


def test_membership_in_a_group_leaves_no_trace() -> None:
    assert blind(f"{BODY}- Member, Society of Women Engineers, 2008 - 2010\n") == blind(BODY)


def test_school_and_year_go_and_degree_stays() -> None:
    text = "Education\nBachelor of Science in Physics, Howard University, 2009\nHigh School Diploma\n"
    assert blind(text) == "Education\nBachelor of Science in Physics, [SCHOOL], [YEAR]\nHigh School Diploma\n"


def test_school_that_only_the_parser_knows_goes_everywhere() -> None:
    text = "Education\nBSc, Zorgon Kolleg, 2009\nTutor at Zorgon Kolleg\n"
    education = Education(level=Level.BACHELOR, institution="Zorgon Kolleg", span=(10, 34))
    assert (
        redact(Resume(text=text, education=(education,))).text
        == "Education\nBSc, [SCHOOL], [YEAR]\nTutor at [SCHOOL]\n"
    )


def test_years_of_work_stay_and_years_of_the_education_section_go() -> None:
    text = "Work\nClerk, 2015 - 2019\nStudies\nBSc 2010 - 2014\n"
    section = Section(kind=SectionKind.EDUCATION, heading="Studies", span=(24, len(text)))
    assert redact(Resume(text=text, sections=(section,))).text == "Work\nClerk, 2015 - 2019\nStudies\nBSc [YEAR]\n"


def test_first_language_is_not_told() -> None:
    assert blind("Languages\nSpanish (native), English\n") == "Languages\nSpanish ([FLUENT]), English\n"
    assert blind("Skills\nReact Native, cloud-native apps\n") == "Skills\nReact Native, cloud-native apps\n"


@pytest.mark.parametrize(
    "address",
    [
        "14 Oak Street, Beverly Hills, CA 90210",
        "2210 Gratiot Avenue, Apt 3, Detroit, MI 48207",
        "P.O. Box 4, Reno, NV 89505",
    ],
)
def test_addresses_of_any_length_become_equal(address: str) -> None:
    assert blind(f"Clerk\n{address} | 312-555-0187\n") == "Clerk\n[ADDRESS] | [PHONE]\n"


def test_blanks_around_a_name_tell_nothing_of_its_length() -> None:
    assert blind(f"   Jane    Doering  \n{BODY}") == blind(f"Ann Poe\n{BODY}")


def test_spans_lead_to_the_original_and_back() -> None:
    text = f"Jane Doering\n{BODY}"
    redacted = redact(Resume(text=text))
    start = redacted.text.index("Month-end")
    original = redacted.to_original((start, start + 9))
    assert text[slice(*original)] == "Month-end"
    assert redacted.to_redacted(original) == (start, start + 9)
    assert redacted.to_original((0, 3)) == (0, 12)
    assert redacted.to_redacted((5, 12)) == (0, 6)
    assert redacted.spans[0].kind is Kind.NAME


def test_span_outside_of_the_text_is_refused() -> None:
    redacted = redact(Resume(text="Clerk"))
    for span in ((-1, 2), (3, 2), (0, 6)):
        with pytest.raises(ValueError, match="no span"):
            redacted.to_original(span)


def test_empty_text_stays_empty() -> None:
    assert blind("") == ""


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_odd_texts_are_taken_and_every_span_fits(text: str) -> None:
    redacted = redact(Resume(text=text))
    ends = [0]
    for one in redacted.spans:
        assert ends[-1] <= one.original[0] <= one.original[1] <= len(text)
        assert redacted.to_redacted(one.original)[0] <= one.redacted[0]
        ends.append(one.original[1])
    kept_start, kept = 0, []
    for one in redacted.spans:
        kept.append(text[kept_start : one.original[0]])
        kept_start = one.original[1]
    position = 0
    for part, one in zip(kept, redacted.spans, strict=True):
        assert redacted.text[position : position + len(part)] == part
        position = one.redacted[1]
