"""Labels that are everyday words as well, as forms: what ``words.form`` makes of them.

Picked by hand, from lists of the labels that matched often in resumes, or in the train half of SkillSpan where its
annotators marked nothing. No threshold decides; add what fires wrongly in your texts.
"""

_SINGLE_WORDS = """
    accurately ada advance analyze arrange art arrive assembling assist automatic basic carry communication
    collaboration coordinate create deliver design develop develope digital direct documentary driving edit educate
    engine english ensure european evaluate execute facility finish flexible forth fresh google guide handle help
    history implement improve independently inspect install installing integrate international interpret john law lead
    less listen magic maintain manage manner measure membrane mentor meet monitor moral motivate natural navigate
    negotiate observe operate organize paint perform persuade plan prepare present process promote protect protein
    provide providing quick quickly read record reduce repair research respond responsible review route safely
    salt sand schedule scratch screen search sell serve service set shape sort source spell square start supervise
    support survey tank teach test think track traditional train transfer translate travel treat trust understand use
    verify watch weapon window wood work write
    """
EVERYDAY = frozenset(_SINGLE_WORDS.split()) | frozenset(
    (
        "after the deadline",
        "application process",
        "carrying out",
        "company policy",
        "creative solution",
        "design process",
        "foreign currency",
        "learning and development",
        "medical device",
        "new product",
        "power plant",
        "process application",
        "set up",
        "wind power",
        "work station",
    )
)
