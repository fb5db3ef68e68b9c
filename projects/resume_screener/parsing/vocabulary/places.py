"""Places that stand behind an organisation or a school: states, provinces, countries, large cities."""

from __future__ import annotations

import re

_STATE_CODES_WORDS = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR AB BC MB NB NL NS ON PE QC SK NSW VIC QLD TAS ACT UK USA US UAE "
    "U.S. U.S.A. U.K. D.C."
)
STATE_CODES = frozenset(_STATE_CODES_WORDS.split())

_REGIONS = """
Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana
Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska
Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania
Puerto Rico|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia
Wisconsin|Wyoming|Ontario|Quebec|Québec|British Columbia|Alberta|Manitoba|Nova Scotia|Saskatchewan|New South Wales
Victoria|Queensland|England|Scotland|Wales|Northern Ireland|Bavaria|Bayern|Catalonia|Maharashtra|Karnataka|Tamil Nadu
Telangana|Kerala|Gujarat|Punjab|West Bengal|Uttar Pradesh|Andhra Pradesh|Haryana|Rajasthan
United States|United States of America|United Kingdom|Great Britain|Ireland|Canada|Australia|New Zealand|India|Pakistan
Bangladesh|Sri Lanka|Nepal|China|Hong Kong|Taiwan|Japan|South Korea|Korea|Singapore|Malaysia|Indonesia|Philippines
Thailand|Vietnam|Germany|Deutschland|Austria|Österreich|Switzerland|Schweiz|France|Belgium|Netherlands|Luxembourg|Spain
España|Portugal|Italy|Italia|Greece|Turkey|Türkiye|Poland|Polska|Czech Republic|Czechia|Slovakia|Hungary|Romania
Bulgaria|Serbia|Croatia|Slovenia|Ukraine|Russia|Belarus|Lithuania|Latvia|Estonia|Finland|Sweden|Norway|Denmark|Iceland
Mexico|México|Brazil|Brasil|Argentina|Chile|Colombia|Peru|Perú|Venezuela|Ecuador|Uruguay|Costa Rica|Cuba|Jamaica|Haiti
Dominican Republic|Egypt|Morocco|Algeria|Tunisia|Nigeria|Ghana|Kenya|Uganda|Tanzania|Ethiopia|Rwanda|Senegal|Cameroon
South Africa|Zimbabwe|Zambia|Israel|Jordan|Lebanon|Iraq|Iran|Saudi Arabia|Qatar|Kuwait|Bahrain|Oman
United Arab Emirates|Afghanistan|Kazakhstan|Georgia|Armenia|State
"""

_CITIES = """
London|Manchester|Birmingham|Leeds|Glasgow|Edinburgh|Bristol|Liverpool|Cambridge|Oxford|Dublin|Cork|Paris|Lyon
Marseille|Toulouse|Berlin|Hamburg|Munich|München|Cologne|Köln|Frankfurt|Stuttgart|Vienna|Wien|Zurich|Zürich|Geneva
Genève|Basel|Bern|Amsterdam|Rotterdam|Utrecht|Eindhoven|Brussels|Antwerp|Madrid|Barcelona|Valencia|Lisbon|Lisboa|Porto
Rome|Roma|Milan|Milano|Turin|Athens|Istanbul|Ankara|Warsaw|Warszawa|Kraków|Krakow|Wrocław|Prague|Praha|Brno|Budapest
Bucharest|Sofia|Belgrade|Zagreb|Kyiv|Kiev|Lviv|Moscow|Saint Petersburg|Minsk|Vilnius|Riga|Tallinn|Helsinki|Stockholm
Gothenburg|Oslo|Copenhagen|New York|New York City|Brooklyn|Manhattan|Los Angeles|San Francisco|San Diego|San Jose
Seattle|Portland|Chicago|Houston|Dallas|Austin|Denver|Boston|Philadelphia|Atlanta|Miami|Detroit|Phoenix|Las Vegas
Minneapolis|Washington DC|Toronto|Montreal|Montréal|Vancouver|Calgary|Ottawa|Mexico City|São Paulo|Sao Paulo
Rio de Janeiro|Buenos Aires|Santiago|Bogotá|Bogota|Lima|Lagos|Abuja|Nairobi|Accra|Cairo|Casablanca|Cape Town
Johannesburg|Tel Aviv|Dubai|Abu Dhabi|Doha|Riyadh|Mumbai|Delhi|New Delhi|Bangalore|Bengaluru|Hyderabad|Chennai|Pune
Kolkata|Karachi|Lahore|Dhaka|Beijing|Shanghai|Shenzhen|Guangzhou|Tokyo|Osaka|Seoul|Manila|Jakarta|Bangkok|Hanoi
Kuala Lumpur|Sydney|Melbourne|Brisbane|Perth|Auckland|Wellington
Nantes|Bordeaux|Lille|Nice|Strasbourg|Rennes|Montpellier|Grenoble|Leipzig|Dresden|Hannover|Nuremberg|Nürnberg|Bremen
Düsseldorf|Dortmund|Essen|Bonn|Karlsruhe|Mannheim|Freiburg|Aachen|Graz|Linz|Salzburg|Lausanne|Lucerne|The Hague|Delft
Leiden|Groningen|Ghent|Leuven|Bruges|Sevilla|Seville|Bilbao|Málaga|Malaga|Zaragoza|Granada|Braga|Coimbra|Naples|Napoli
Bologna|Florence|Firenze|Genoa|Palermo|Verona|Trieste|Thessaloniki|Izmir|Poznan|Poznań|Gdynia|Gdansk|Gdańsk|Lodz|Łódź
Katowice|Szczecin|Lublin|Ostrava|Bratislava|Ljubljana|Cluj|Cluj-Napoca|Timisoara|Iasi|Plovdiv|Varna|Novi Sad|Skopje
Kharkiv|Odesa|Odessa|Dnipro|Kaunas|Tartu|Tampere|Turku|Espoo|Malmö|Uppsala|Bergen|Trondheim|Aarhus|Odense|Reykjavik
Sheffield|Nottingham|Leicester|Cardiff|Swansea|Belfast|Newcastle|Brighton|Southampton|Aberdeen|Dundee|Galway|Limerick
Hobart|Adelaide|Canberra|Darwin|Christchurch|Hamilton|Winnipeg|Edmonton|Halifax|Quebec City|Sacramento|Oakland|Tampa
Orlando|Charlotte|Raleigh|Durham|Nashville|Memphis|Cleveland|Columbus|Cincinnati|Pittsburgh|Baltimore|Buffalo|Rochester
Milwaukee|Madison|St. Louis|Kansas City|Omaha|Salt Lake City|Tucson|Albuquerque|San Antonio|Fort Worth|New Orleans
Honolulu|Anchorage|Boise|Richmond|Hartford|Providence|Guadalajara|Monterrey|Medellín|Medellin|Cali|Quito|Montevideo
Curitiba|Recife|Salvador|Porto Alegre|Brasília|Belo Horizonte|Rosario|Kampala|Kigali|Dakar|Abidjan|Addis Ababa|Durban
Pretoria|Tunis|Algiers|Rabat|Alexandria|Amman|Beirut|Haifa|Jerusalem|Kuwait City|Manama|Muscat|Jeddah|Sharjah
Ahmedabad|Jaipur|Kochi|Gurgaon|Gurugram|Noida|Coimbatore|Islamabad|Colombo|Kathmandu|Chittagong|Hangzhou|Chengdu
Nanjing|Wuhan|Taipei|Kyoto|Nagoya|Fukuoka|Busan|Incheon|Cebu|Davao|Surabaya|Bandung|Ho Chi Minh City|Penang
Remote|Hybrid|On-site|Onsite|Worldwide|Nationwide
"""


def _entries(block: str) -> list[str]:
    return [name for line in block.split("\n") for name in line.split("|") if name]


REGIONS = frozenset(name.casefold() for name in _entries(_REGIONS))
CITIES = frozenset(name.casefold() for name in _entries(_CITIES))

_CODE = "|".join(re.escape(code) for code in sorted(STATE_CODES, key=len, reverse=True))
_NAME = "|".join(re.escape(name) for name in sorted(_entries(_REGIONS), key=len, reverse=True))
_CITY = r"[^\W\d_][^\W\d_.'’]*\.?(?:[ \-][^\W\d_][^\W\d_.'’]*){0,2}"
CITY_REGION = re.compile(rf"(?<!\w){_CITY}\s?,\s?(?:(?:{_CODE})(?!\w)|(?i:{_NAME})(?!\w))(?:\s\d{{5}}(?:-\d{{4}})?)?")
"""A city of one to three words, a comma, and a region that is known; a US ZIP code behind it belongs to it."""
_STATE_ZIP = re.compile(rf"(?:{_CODE})\s\d{{5}}(?:-\d{{4}})?")


def is_place(text: str) -> bool:
    """Whether the whole text may be a place: "Remote", "Berlin, Germany", "Springfield, IL 62701", "Austin, TX, USA".

    One or two words before a region are taken for a city, before a city for the name of something in it.
    """
    parts = [part.strip(" .()") for part in text.split(",")]
    *before, last = parts
    if not _known(last):
        return False
    if any(not _known(part) for part in before[1:]):
        return False
    is_city_behind = any(_is_city(part) and part not in STATE_CODES for part in [*before[1:], last])
    return all(_known(part) or (_short(part) and not is_city_behind) for part in before[:1])


def _short(part: str) -> bool:
    return 1 <= len(part.split()) <= 2 and part[:1].isupper()


def _known(part: str) -> bool:
    return part in STATE_CODES or part.casefold() in REGIONS or _is_city(part) or bool(_STATE_ZIP.fullmatch(part))


def _is_city(part: str) -> bool:
    return part.casefold().removesuffix(" area").removeprefix("greater ") in CITIES
