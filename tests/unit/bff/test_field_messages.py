"""What the BFF says of a wrong field: every code has its sentence in both languages."""

import pytest

from bff.errors.field_messages import FIELD_MESSAGES, field_message
from chassis.violations import PARAMETERS, Code

EXAMPLES = {"description": "must be what another release says"}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("code", Code)
def test_every_code_has_its_sentence_in_both_languages(code, language):
    params = {name: EXAMPLES.get(name, "7") for name in PARAMETERS[code]}
    sentence = field_message(code, params, language)
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert "{" not in sentence


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.UNRECOGNIZED])
def test_no_sentence_drops_a_parameter(code):
    params = {name: f"<{name}>" for name in PARAMETERS[code]}
    for language in FIELD_MESSAGES[code]:
        sentence = field_message(code, params, language)
        assert all(value in sentence for value in params.values())


def test_nothing_is_said_of_codes_that_do_not_exist():
    assert set(FIELD_MESSAGES) == set(Code)
    assert all(set(sentences) == {"es", "en"} for sentences in FIELD_MESSAGES.values())


def test_parameters_stand_in_the_sentence():
    params = {"min": 1, "max": 999}
    assert field_message(Code.OUT_OF_RANGE, params, "en") == "Must be 1 to 999."
    assert field_message(Code.OUT_OF_RANGE, params, "es") == "Debe estar entre 1 y 999."


def test_what_another_release_says_is_at_least_refused():
    params = {"description": "must be short"}
    assert field_message(Code.UNRECOGNIZED, params, "en") == "Not valid: must be short."
    assert field_message(Code.UNRECOGNIZED, params, "es") == "El valor no es válido."
