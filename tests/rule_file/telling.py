"""Files of rules, and what is told of what is wrong with them."""

from pathlib import Path

import pytest

from bot.rule_file.reading import RulesProblem, read_rules

DESK, SALES, LEADS, PAT = (f"{n * 8}-1111-4111-8111-111111111111" for n in "1234")
SOUND = f"""
[[rule]]
name = "Sound"
requesters = ["{DESK}"]
approvers = {{ groups = ["{LEADS}"] }}
"""
DENYING = f"""
[[rule]]
name = "Never"
deny = true
requesters = ["{DESK}"]
"""


def told(file: Path, text: str) -> list[str]:
    """What is wrong with this text, without the name of the file."""
    file.write_text(text, "utf-8")
    with pytest.raises(RulesProblem) as caught:
        read_rules(file)
    return [each.removeprefix(str(file)).lstrip(", ") for each in caught.value.problems]
