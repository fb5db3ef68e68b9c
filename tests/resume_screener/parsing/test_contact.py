from __future__ import annotations

import pytest

from tests.resume_screener.parsing.conftest import Parse


@pytest.mark.parametrize(
    ("top", "name"),
    [
        ("Jane Doe", "Jane Doe"),
        ("RESUME\nMARÍA-JOSÉ GARCÍA LÓPEZ, PhD", "MARÍA-JOSÉ GARCÍA LÓPEZ"),
        ("Name: ludwig van beethoven", "ludwig van beethoven"),
        ("Curriculum Vitae of Dr. Oluwaseun Adébáyọ̀", "Oluwaseun Adébáyọ̀"),
        ("Nguyễn Văn An | Data Engineer | Hanoi", "Nguyễn Văn An"),
        ("Dr. Anna von der Leyen-Schmidt", "Anna von der Leyen-Schmidt"),
        ("A. B. Smith, CPA, MBA", "A. B. Smith"),
        ("Grace Young (she/her)", "Grace Young"),
        ("John Smith - Senior Data Analyst", "John Smith"),
        ("J A N E  D O E\nj.doe@example.com", "J A N E  D O E"),
        ("Xi Li", "Xi Li"),
        ("**Sean O’Neil Jr.**", "Sean O’Neil Jr."),
        ("Contact\nwww.linkedin.com/in/bruno-silva-12345\nTop Skills\nPython\nBruno Silva\nEngineer", "Bruno Silva"),
    ],
)
def test_a_name_is_found_as_it_is_written(parsed: Parse, top: str, name: str) -> None:
    found = parsed(f"{top}\n\nExperience\nEngineer, Acme, 2018 - 2020").contact.name

    assert found is not None
    assert found.value == name


@pytest.mark.parametrize(
    "top",
    [
        "SENIOR ACCOUNTANT",
        "Project Management\nMachine Learning",
        "{name}",
        "",
        "Curriculum Vitae",
        "Berlin, Germany",
        "info@example.com",
        "Springfield High School",
    ],
)
def test_no_name_is_invented(parsed: Parse, top: str) -> None:
    assert parsed(f"{top}\n\nSummary\nHard-working.").contact.name is None


@pytest.mark.parametrize(
    "phone",
    [
        "+1 (415) 555-2671",
        "415-555-2671",
        "415.555.2671",
        "+44 20 7946 0958",
        "07700 900123",
        "98765 43210",
        "+49 151 23456789",
    ],
)
def test_telephone_numbers_of_many_countries_are_found(parsed: Parse, phone: str) -> None:
    assert [found.value for found in parsed(f"Jane Doe\n{phone}\nSummary").contact.phones] == [phone]


@pytest.mark.parametrize(
    "text", ["2015 - 2018", "01/2013 - 07/2015", "2012-2014 2015-2018", "01.02.2015 - 01.03.2018", "$12,000,000"]
)
def test_dates_and_amounts_are_no_telephone_numbers(parsed: Parse, text: str) -> None:
    assert parsed(f"Jane Doe\n{text}\nExperience\n{text} Engineer").contact.phones == ()


def test_addresses_and_links_are_found_everywhere(parsed: Parse) -> None:
    contact = parsed(
        "Jane Doe\njane@example.org, www.jane.dev, github.com/jane\n"
        "References\nMr Poe, poe(at)example.com, https://example.com/poe?x=1."
    ).contact

    assert [found.value for found in contact.emails] == ["jane@example.org", "poe(at)example.com"]
    assert [found.value for found in contact.links] == [
        "www.jane.dev",
        "github.com/jane",
        "https://example.com/poe?x=1",
    ]


def test_technologies_are_no_links(parsed: Parse) -> None:
    assert parsed("Jane Doe\nASP.NET and Node.js developer\nSkills\nSocket.io").contact.links == ()


@pytest.mark.parametrize(
    "address",
    [
        "12 Main Street, Apt 4\nSpringfield, IL 62701",
        "Hauptstraße 5, 10115 Berlin",
        "Calle Mayor 12, 28013 Madrid",
        "London SW1A 1AA",
        "Austin, TX",
        "Lagos, Nigeria",
    ],
)
def test_an_address_is_found_with_all_its_lines(parsed: Parse, address: str) -> None:
    found = parsed(f"Jane Doe\n{address}\njane@example.org\n\nSummary\nx").contact.address

    assert found is not None
    assert found.value == address


def test_a_header_without_an_address_has_none(parsed: Parse) -> None:
    assert parsed("Jane Doe\nData Engineer, Northwind\n\nSummary\nx").contact.address is None
