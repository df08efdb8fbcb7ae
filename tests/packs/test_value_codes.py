"""Every code that a value can be refused with is one the tests know by name."""

import re
from pathlib import Path

import yiben.packs

CODES = """required bad_address table_in_cell table_column unknown_field not_a_number number_in_words approximate negative too_large too_small
not_whole too_many_decimals scientific zero_denominator bad_date bad_time unknown_choice
unknown_unit one_unit_only choice_alone not_yes_or_no not_a_text too_long too_many bad_id_number bad_phone
bad_file bad_table"""


def test_the_codes_of_refused_values_are_these_and_no_others() -> None:
    folder = Path(next(iter(yiben.packs.__path__)))
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    used = set(re.findall(r'(?:Refused\(|ValueProblem\([^"]*?)"([a-z_]+)"', source))
    used |= set(re.findall(r'code = "([a-z_]+)" if places == 0 else "([a-z_]+)"', source)[0])
    assert used == set(CODES.split())
