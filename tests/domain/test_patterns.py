"""What an administrator wants to find in a reason."""

import pytest

from bot.domain.patterns import occurs, wrong_with

TICKET = r"INC\d{6}"


@pytest.mark.parametrize("text", ["INC123456", "see INC1234567, phone", "\ud800 INC123456 \udfff"])
def test_a_part_of_the_text_is_enough(text: str) -> None:
    assert occurs(TICKET, text)


@pytest.mark.parametrize("text", ["", "INC12345", "inc123456", "INC\uff11\uff12\uff13456"])
def test_what_only_resembles_it_does_not_count(text: str) -> None:
    assert not occurs(TICKET, text)


@pytest.mark.parametrize("pattern", ["(", "[z-a]", r"(\w)\1", "(?=INC)", "a{2000}"])
def test_a_pattern_that_cannot_be_used_is_known_before(pattern: str) -> None:
    assert wrong_with(pattern)


@pytest.mark.parametrize("pattern", [TICKET, "(?i)inc", r"^\p{Lu}+ß$", ""])
def test_any_other_pattern_can_be_used(pattern: str) -> None:
    assert wrong_with(pattern) is None
