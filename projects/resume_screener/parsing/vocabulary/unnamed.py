"""Words of resumes that nobody is called: what starts with capitals at the top and holds one of them is no name."""

from __future__ import annotations

_WORDS = """
account accounting accounts accredited administration administrative advanced advertising advocate aerospace agency
agile agricultural agriculture air aircraft allied all american analysis analytical analytics and android apparel
application applications applied area arts art asset assurance at audio audit automation automotive availability
aviation
aws azure
b2b back background bank banking based benefits big bilingual billing bio biology board book bookkeeping brand branch
broadcast budget building business by
call campaign campus care career case cell certified change charge chemical chemistry child city civil claims class
classroom client clinical cloud coaching code collection college commercial communication communications community
company compensation competitive compliance comprehensive computer computing conflict construction consumer contact
content contract contracts control corporate cost creative credit crew criminal critical culinary curriculum customer
cyber
daily data database date day dedicated delivery dental department design desk detail developed development device
digital diploma direct distribution district division document driven dynamic
early e-commerce ecommerce editorial education educational effective electric electrical electronic elementary email
e-mail embedded emergency employee employment energy engineering english enterprise entry environmental equipment
estate event events excel excellent experience experienced expertise export
fabrication facilities facility family fashion federal field film finance financial first fitness fleet floor food
for foreign forensic freelance front full full-stack fullstack functional fund fundraising
general geographic global government graduate graphic graphics gs guest
hardware head health healthcare help high highly home hospitality hotel hours household hr human hvac
implementation import in industrial industry infantry information infrastructure innovation innovative inside
instruction
instructional insurance integrated integration intelligence interactive interior internal international internet
inventory investment investments ios it
java javascript job journalism junior
key kitchen knowledge
label labor laboratory landscape language lab law lean learning legal level licensed life line litigation loan local
logistics loss
machine mail maintenance major management managing manufacturing marine market marketing material materials math
mathematics mechanical media medical medicine member mental merchandising methods middle military ml mobile mobility
money mortgage motivated multimedia
national natural network networks networking new news night non nonprofit nursing nutrition
objective objectives occupational of office oil online on operating operation operational operations optical oral
organizational oriented outdoor outside outstanding over overview
paid part passionate payroll people performance personal personnel petroleum pharmaceutical pharmacy phone physical
physics planning plant platform point policy political portfolio power practice pre premium preparation prevention
primary print private problem process procurement product production professional proficient profile program programming
project projects proofreading property proven psychology public publishing purchasing python
quality quantitative
radio railway real records recruiting recruitment reference regional registered regulatory relations relationship
relationships reliability remote repair report reporting reports research resort resource resources responsible
restaurant results results-oriented resume retail revenue risk robotics
safety sales school science sciences seasoned secondary security seeking self senior server service services shift
shipping shop site skill skilled skills small social software solution solutions solving special specialty sports sql
staff staffing stack standards startup state statistical statistics store strategic strategy strong structural student
studies studio success summary supply support surgical surveillance sustainability systems system
talent tax teaching team tech technical technology telecom telecommunications telephone test testing textile the
theater theatre therapy time title to top tourism trade traffic training transport transportation travel treatment
urban user
various vehicle vendor veteran video virtual vision visual vitae vocational
warehouse warehousing water web website welfare wellness wholesale wind wireless with women work workforce world writing
x-ray year years youth
curriculum cv résumé resumé page confidential draft template unknown anonymous candidate applicant name surname
january february november december monday tuesday wednesday thursday friday saturday sunday phone mobile tel fax
marital status passport father father's mother mother's husband spouse religion gender sex male female birth born
nationality
salary expected applying position present permanent residence signature strengths inpatient outpatient very flexible
certified nationally interventionist distributor architecture operations properties express products portfolio thank
thanks regards sincerely history commerce active details no number designs city state country united states
address linkedin github gitlab twitter facebook instagram skype whatsapp telegram
"""
UNNAMED = frozenset(_WORDS.split())

_SURNAMES = """
bailey baker barber bishop branch brewer butcher butler cannon carpenter carter carver chandler chase church coleman
cook cooper cross dean draper field fields fisher ford forester fowler gardener gardner glass grant hall harper hill
home hunter judge king knight law lane long major marshall mason mercer miller page painter parker pastor piper porter
potter price prior rich sawyer shepherd sheriff short singer skinner slater small smith spencer steward stone strong
summer summers taylor thatcher tiller tucker turner tyler usher wade walker ward waters weaver webb wells west wheeler
white wind wood woods wright young
"""
SURNAMES = frozenset(_SURNAMES.split())
"""Surnames that are roles or other words as well: beside a word that is neither, they are names."""
