"""What headings are called."""

from __future__ import annotations

from projects.resume_screener.resume import SectionKind

_SPELLINGS = {
    SectionKind.HEADER: """
        contact|contact details|contact information|contact info|contacts|personal details|personal information
        personal data|personal info|personal profile details|get in touch|address|kontakt|persönliche daten|coordonnées
        datos personales|dados pessoais|dati personali|persoonsgegevens
        """,
    SectionKind.SUMMARY: """
        summary|profile|about|about me|objective|career objective|professional summary|executive summary|overview
        career summary|career overview|career profile|career focus|executive profile|professional profile
        personal profile
        personal statement|professional overview|professional background|background|summary of qualifications
        qualifications summary|job objective|employment objective|mission statement|introduction|bio|biography
        executive overview|career goal|career goals|goals|objectives|profil|über mich|à propos|resumen|perfil|resumo
        profilo|professional objective|professional statement|branding statement|headline|value proposition
        """,
    SectionKind.EXPERIENCE: """
        experience|work experience|professional experience|employment|employment history|work history|career history
        job history|professional history|positions held|work|jobs|career|career experience|industry experience
        military experience|military service|military background|military|internships|internship|internship experience
        teaching experience|research experience|clinical experience|leadership experience|consulting experience
        management experience|freelance experience|freelance work|employment experience|employment record|positions
        working experience|work background|experiences|work experiences|professional experiences|job experience
        practical experience|technical experience|business experience|appointments|academic appointments
        sales experience|healthcare experience|nursing experience|engineering experience|accounting experience
        berufserfahrung|beruflicher werdegang|berufspraxis|praktika|expérience|expériences|expérience professionnelle
        expériences professionnelles|experiencia|experiencia laboral|experiencia profesional|experiência
        experiência profissional|esperienza|esperienze|esperienza professionale|esperienze professionali|werkervaring
        doświadczenie|doświadczenie zawodowe|опыт работы|工作经历|職歴
        """,
    SectionKind.EDUCATION: """
        education|educational background|academic background|education and training|academic history|qualifications
        academic qualifications|educational qualifications|educational qualification|academic qualification|studies
        education history|educational history|academics|academic credentials|education background|schooling|degrees
        academic record|academic profile|academic education|university education|higher education|formal education
        education details|educational details|ausbildung|bildung|studium|schulbildung|bildungsweg|formation|formations
        études|educación|formación|formación académica|educação|formação|formação acadêmica|istruzione
        istruzione e formazione|formazione|opleiding|opleidingen|wykształcenie|образование|教育背景|学歴
        """,
    SectionKind.SKILLS: """
        skills|technical skills|core competencies|competencies|key skills|skill highlights|highlights|areas of expertise
        expertise|technologies|tools|core qualifications|computer skills|technical proficiencies|proficiencies
        soft skills
        hard skills|core strengths|strengths|technical expertise|skill set|skillset|skills summary|summary of skills
        areas of strength|top skills|specialties|specialities|capabilities|core skills|professional skills|it skills
        programming languages|tools and technologies|technologies and tools|software|software skills|technical summary
        technical knowledge|tech stack|technical tools|other skills|additional skills|special skills
        skills and abilities
        skills and expertise|skills and competencies|key competencies|core expertise|key strengths|abilities|tech skills
        knowledge|areas of knowledge|skills and tools|relevant skills|transferable skills|interpersonal skills
        management skills|office skills|digital skills|technical competencies|programming|frameworks|platforms|databases
        technical qualifications|technical skills and qualifications|skills and qualifications|key qualifications
        kenntnisse|fähigkeiten|edv kenntnisse|compétences|habilidades|competencias|aptitudes|competências|competenze
        vaardigheden|umiejętności|навыки|技能|スキル
        """,
    SectionKind.PROJECTS: """
        projects|personal projects|key projects|selected projects|side projects|academic projects|project experience
        open source|open source projects|portfolio|project highlights|project work|projekte|projets|proyectos|projetos
        progetti|research projects|notable projects|engagements|case studies
        """,
    SectionKind.CERTIFICATIONS: """
        certifications|certificates|certification|licenses|licenses and certifications|licences|licensure
        certifications and licenses|professional certifications|courses|training|trainings|professional development
        continuing education|credentials|certifications and training|training and certifications|coursework
        relevant coursework|professional training|certificates and licenses|workshops|seminars
        courses and certifications
        professional licenses|licenses and certificates|licensure and certifications|zertifikate|weiterbildung
        certificaciones
        certificações|certificazioni|certificaten|certificate|accreditations|online courses|cursos|corsi
        """,
    SectionKind.LANGUAGES: """
        languages|language skills|language|foreign languages|spoken languages|language proficiency|linguistic skills
        sprachen|sprachkenntnisse|langues|idiomas|lingue|talen|języki|языки
        """,
    SectionKind.PUBLICATIONS: """
        publications|papers|selected publications|research publications|conference papers|presentations|patents
        journal articles|publications and presentations|talks|conferences|books|articles|bibliography
        speaking engagements
        publikationen|veröffentlichungen|publicaciones|publicações|pubblicazioni|patents and publications|invited talks
        conference presentations
        """,
    SectionKind.AWARDS: """
        awards|honors|honours|achievements|accomplishments|awards and honors|honors and awards|core accomplishments
        key achievements|recognition|awards and recognition|scholarships|distinctions|fellowships|grants
        career highlights
        activities and honors|selected accomplishments|key accomplishments|awards and achievements|prizes
        auszeichnungen|prix|premios|prêmios|premi|professional achievements|professional accomplishments
        career achievements|major achievements|career accomplishments|honors awards|grants and awards|decorations
        """,
    SectionKind.VOLUNTEERING: """
        volunteering|volunteer experience|volunteer work|volunteer|community service|community involvement
        volunteer activities|community|civic activities|volunteerism|voluntary work|voluntary experience|charity work
        ehrenamt|bénévolat|voluntariado|volontariato|social engagement|community engagement|community activities
        volunteer and community service
        """,
    SectionKind.INTERESTS: """
        interests|hobbies|hobbies and interests|personal interests|activities|extracurricular activities
        extra curricular activities|leisure|interests and hobbies|interessen|hobbys|centres d intérêt|loisirs|intereses
        interesses|interessi|activities and interests|leisure activities
        """,
    SectionKind.REFERENCES: """
        references|referees|professional references|reference|recommendations|testimonials|referenzen|références
        referencias|referências|referenze|personal references
        """,
    SectionKind.OTHER: """
        additional information|additional info|other information|other|miscellaneous|affiliations|memberships
        professional affiliations|professional memberships|professional associations|associations|organizations
        security clearance|clearance|clearances|availability|visa status|work authorization|declaration
        publications and affiliations|membership|memberships and affiliations|professional organizations
        leadership|signature|appendix|other details
        driving licence|driving license|nationality|salary|work permit|sonstiges|divers|otros|otras informaciones
        """,
}

_QUALIFIERS_WORDS = (
    "relevant related additional other selected recent previous past prior current key my professional personal "
    "technical general further core major main detailed summary of specific significant full "
    "career academic continued cont contd continuing extensive notable the and"
)
QUALIFIERS = frozenset(_QUALIFIERS_WORDS.split())
"""Words that change nothing about what a section holds."""

_AMBIGUOUS_WORDS = (
    "training trainings presentations leadership software programming databases platforms frameworks tools "
    "technologies knowledge work jobs career books articles activities community membership memberships other courses "
    "workshops seminars goals background objectives strengths capabilities abilities conferences talks salary "
    "military language "
    "volunteer positions availability clearance grants degrees studies recognition introduction bio overview address "
    "headline appointments engagements organizations associations goal credentials certificate certification "
    "miscellaneous coursework nationality accreditations licensure"
)
AMBIGUOUS = frozenset(_AMBIGUOUS_WORDS.split()) | {
    "programming languages",
    "computer skills",
    "interpersonal skills",
    "management skills",
    "management experience",
    "sales experience",
    "soft skills",
    "office skills",
    "research projects",
    "project work",
    "community service",
    "community involvement",
    "community engagement",
    "social engagement",
    "professional development",
    "continuing education",
    "relevant coursework",
}
"""Spellings that are items of lists as well: headings only in capitals, with a colon or with mark-up."""

KINDS = {
    spelling.strip(): kind
    for kind, block in _SPELLINGS.items()
    for line in block.strip().split("\n")
    for spelling in line.split("|")
}
"""Lower case spelling, without punctuation and with "and" for "&", to its kind."""
