"""Nouns that make a line the title of a position."""

from __future__ import annotations

import re
from itertools import pairwise

_NOUNS = """
accountant actor actress actuary adjuster administrator admin adviser advisor agent aide ambassador analyst anchor
anesthesiologist animator apprentice arborist architect archivist artist assembler assessor assistant associate
astronomer attendant attorney audiologist auditor author
bagger bailiff baker banker barber barista barrister bartender biochemist biologist bookkeeper boss bricklayer broker
builder busser butcher buyer
cabinetmaker cameraman captain cardiologist caregiver caretaker carer carpenter cartographer cashier caseworker ceo cfo
chair chairman chairperson chairwoman chaplain chauffeur chef chemist chief childminder chiropractor choreographer cio
ciso cleaner clerk clinician cmo coach cofounder commander commissioner composer comptroller concierge conductor
conservator constable consultant contractor controller coo cook coordinator co-ordinator copywriter correspondent
cosmetologist counsel counsellor counselor courier cpo cra crewmember cro cto curator custodian
dealer dean decorator dentist deputy dermatologist designer detective developer devops dietitian dietician director
dispatcher dj doctor doorman doula draftsman drafter drafting driver
ecologist economist editor educator electrician engineer entrepreneur epidemiologist escort estimator examiner
executive expert
fabricator facilitator farmer fellow fighter filmmaker firefighter fitter florist foreman founder freelancer
fundraiser
gardener generalist geographer geologist geophysicist governess grader groundskeeper guard guide gunner
gynecologist
hairdresser hairstylist handyman head headteacher helper historian host hostess housekeeper hygienist
illustrator infantryman inspector installer instructor intern internist interpreter interviewer inventor investigator
janitor jeweler joiner journalist judge
keeper
laborer labourer landscaper lawyer lead leader lecturer librarian lieutenant lifeguard linguist loader lobbyist
locksmith logistician
machinist magistrate maid maintainer manager marketer mason masseuse mate mathematician mechanic medic mentor
merchandiser merchant microbiologist midwife millwright minister model moderator musician
nanny negotiator nephrologist neurologist notary nurse nutritionist
obstetrician officer oncologist operator optician optometrist orderly organiser organizer orthodontist owner
packer painter paralegal paramedic paraprofessional partner pastor pathologist pediatrician pharmacist
photographer phlebotomist physician physicist physiotherapist pilot pipefitter planner playwright plumber poet porter
postdoc practitioner preparer president presenter priest principal printer processor proctor producer professor
programmer projectionist promoter proofreader proprietor psychiatrist psychologist psychotherapist publicist publisher
purchaser
radiographer radiologist ranger realtor receptionist recruiter rector registrar rep reporter representative
researcher resident restorer reviewer rigger roofer runner
sailor salesman salesperson saleswoman sampler scheduler scholar scientist scrum-master sculptor seamstress secretary
server shopper sergeant singer socialworker soldier solicitor sommelier sorter specialist sre statistician steward
stewardess stocker stockist stonemason strategist stylist subcontractor superintendent superviser supervisor support
surgeon surveyor
tailor teacher technician technologist telemarketer teller tester therapist tiler toolmaker trader trainee trainer
translator treasurer tutor typist
underwriter upholsterer urologist usher
valet valuer vendor veterinarian vice-president videographer volunteer vp
waiter waitress warden webmaster welder woodworker worker writer
zoologist
bookbinder carrier collector counselor-at-law crew developper doorperson evangelist expediter handler hr-generalist
ingénieur ingénieure développeur développeuse consultante responsable directeur directrice stagiaire vendeur vendeuse
infirmier infirmière comptable professeur entwickler entwicklerin ingenieur berater beraterin leiter leiterin
geschäftsführer praktikant praktikantin werkstudent mitarbeiter mitarbeiterin sachbearbeiter lehrer lehrerin
krankenschwester buchhalter ingeniero ingeniera desarrollador desarrolladora gerente contador contadora profesor
profesora enfermero enfermera vendedor vendedora becario engenheiro engenheira desenvolvedor analista estagiário
ingegnere sviluppatore impiegato tirocinante
"""

ROLES = frozenset(_NOUNS.split())
"""Lower case, singular."""

_RANK = re.compile(r"\s*(?:\([^)]*\)?|(?<!\w)(?:[IVX]{1,4}|\d)(?!\w))\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def has_role(text: str) -> bool:
    """Whether a word of the text, in singular or plural, is a role."""
    return any(_is_role(word) for word in words(text))


def is_headed_by_role(text: str) -> bool:
    """Whether a role is what the text is about: its last word ("Software Engineer II"), or the one before "of"."""
    found = words(_RANK.sub("", text))
    heads = [*found[-1:], *(before for before, word in pairwise(found) if word in ("of", "for", "in", "to", "de"))]
    return any(_is_role(word) for word in heads)


def last_role(text: str) -> int:
    """Where the last role of the text ends; 0: it has none."""
    return max((match.end() for match in _WORD.finditer(text) if _is_role(match[0].lower())), default=0)


def words(text: str) -> list[str]:
    """The words of the text in lower case, without digits and punctuation."""
    return [match[0].lower() for match in _WORD.finditer(text)]


def _is_role(word: str) -> bool:
    if word in ROLES or word.removesuffix("s") in ROLES:
        return True
    return "-" in word and any(part in ROLES for part in word.split("-"))
