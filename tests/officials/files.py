"""Small invented files of decision makers, in the forms that are imported."""

MEMBERS = """\
- id:
    bioguide: A000001
    fec:
    - H0CA12001
  name:
    first: Ada
    last: Alder
    official_full: Ada Alder
  terms:
  - {type: rep, start: '2021-01-03', end: '2023-01-03', state: CA, district: 11, party: Green}
  - type: rep
    start: '2025-01-03'
    end: '2027-01-03'
    state: CA
    district: 12
    party: Green
    url: https://alder.example.gov
    address: 11 Cedar House Office Building; Washington DC 20515-0512
    phone: 202-555-0100
- id: {bioguide: B000002}
  name: {first: Ben, last: Birch}
  terms:
  - {type: sen, start: '2025-01-03', end: '2031-01-03', state: CA, class: 1, party: Blue, contact_form: 'https://birch.example.gov/c'}
- id: {bioguide: C000003}
  name: {first: Cleo, last: Cedar, suffix: Jr.}
  terms:
  - {type: rep, start: '2025-01-03', end: '2027-01-03', state: CA, district: 11, party: Blue}
- id: {bioguide: D000004}
  name: {first: Dora, last: Dogwood}
  terms:
  - {type: rep, start: '2025-01-03', end: '2027-01-03', state: GU, district: 0, party: Blue}
"""

OFFICES = """\
- id: {bioguide: A000001}
  offices:
  - {id: A000001-oakton, address: 1 Main St., suite: 5, city: Oakton, state: CA, zip: '90001', latitude: 34.1, longitude: -118.2, phone: 555-0101}
  - {id: A000001-elmton, address: 2 Side St., city: Elmton, state: CA, zip: '90002', hours: Mondays}
"""

PEOPLE = """\
scheme,identifier,full_name,family_name,email,country,area_code,area_kind,area_name,office,role,party,start,end
am-parliament,1,Anahit Petrosyan,Petrosyan,anahit@example.am,AM,AM,country,Armenia,Member of Parliament,mp,Party A,2021-08-02,
am-parliament,2,Davit Harutyunyan,Harutyunyan,,AM,AM-SH,region,Shirak,Member of Parliament,mp,Party B,2021-08-02,
"""

POSTCODES = "postcode,area,share\n90001,CA-12,1\n90002,CA-12,0.7\n90002,CA-11,0.3\n96910,GU-0,1\n"


def without(text, bioguide):
    """Return the file of members without one of them."""
    return "".join(f"- id:{part}" for part in text.split("- id:")[1:] if bioguide not in part)
