"""The part of Okta's expression language that mappings need."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocks.okta.provisioning.expressions import ExpressionError, MissingAttribute, Surroundings, evaluate, value

ALICE: dict[str, Any] = {
    "email": "Alice@contoso.example",
    "firstName": "Alice",
    "lastName": "van Adams",
    "age": 42,
    "empty": "",
    "null": None,
    "zero": 0,
    "no": False,
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("idpuser.email", "Alice@contoso.example"),
        ("appuser.firstName", "Alice"),
        ("source.lastName", "van Adams"),
        ("  appuser.firstName  ", "Alice"),
        ("appuser.age", "42"),
        ("appuser.zero", "0"),
        ("appuser.no", "false"),
        ('"text"', "text"),
        ("'text'", "text"),
        (r'"a \"quoted\" word \\ and it\'s"', 'a "quoted" word \\ and it\'s'),
        ('""', ""),
        ('appuser.firstName + " " + appuser.lastName', "Alice van Adams"),
        ("appuser.firstName+appuser.age", "Alice42"),
        ("String.toLowerCase(idpuser.email)", "alice@contoso.example"),
        ("String.toUpperCase('straße')", "STRASSE"),
        ("String.append(appuser.firstName, '!')", "Alice!"),
        ("String.replace(idpuser.email, 'contoso', 'fabrikam')", "Alice@fabrikam.example"),
        ("String.removeSpaces(appuser.lastName)", "vanAdams"),
        ("String.substringBefore(idpuser.email, '@')", "Alice"),
        ("String.substringAfter(idpuser.email, '@')", "contoso.example"),
        ("String.substringBefore('abc', '@')", "abc"),
        ("String.len(appuser.firstName)", "5"),
        ("String.join('-', 'a', appuser.age, 'b')", "a-42-b"),
        ("String.substring(appuser.firstName, 1, 3)", "li"),
        ("String.stringSwitch(idpuser.email, 'other', 'fabrikam', 'f', 'contoso', 'c')", "c"),
        ("String.replaceFirst('aaa', 'a', 'b')", "baa"),
        ("1 + 1", "2"),
        ("1 + '1'", "11"),
        ("true", "true"),
        ("Convert.toInt('41') + 1", "42"),
        ("appuser.age == 42", "true"),
        ("appuser.age >= 43 OR appuser.firstName == 'Alice' AND NOT appuser.no", "true"),
        ("!(appuser.age < 43) || false", "false"),
        ("appuser.nickName == null ? appuser.firstName : appuser.nickName", "Alice"),
        ("(appuser.age > 65) ? 'old' : appuser.age > 17 ? 'grown' : 'young'", "grown"),
        ("String.stringContains(idpuser.email, '@') ? 'address' : 'name'", "address"),
        ("Arrays.toCsvString(Arrays.add({'a', 'b'}, appuser.age))", "a,b,42"),
        ("Arrays.contains({'a', appuser.firstName}, 'Alice')", "true"),
        ("Arrays.size(Arrays.remove({'a', 'b'}, 'a'))", "1"),
        ("Arrays.isEmpty({})", "true"),
        ("String.substringAfter('abc', '@')", ""),
        ("String.toLowerCase(String.substringBefore(idpuser.email, '@') + '@' + 'X.EXAMPLE')", "alice@x.example"),
    ],
)
def test_values(expression: str, value: str) -> None:
    """Okta Expression Language overview, string functions and concatenation."""
    assert evaluate(expression, ALICE) == value


@pytest.mark.parametrize("name", ["nickName", "empty", "null"])
def test_an_attribute_that_is_absent_or_empty_is_named(name: str) -> None:
    """Okta fact sheet 3.7: failed_username_transform_missed_field tells which."""
    with pytest.raises(MissingAttribute) as caught:
        evaluate(f'"x" + idpuser.{name}', ALICE)
    assert caught.value.name == name


@pytest.mark.parametrize("value", [["a@b.example"], {"a": 1}, [], {}])
def test_an_attribute_that_is_no_text_is_no_value(value: object) -> None:
    """A list or an object would become its spelling in Python, which is nobody's name."""
    with pytest.raises(MissingAttribute):
        evaluate("idpuser.email", {"email": value})


@pytest.mark.parametrize(
    "expression",
    [
        "",
        " ",
        "email",
        "idpuser",
        "idpuser.",
        "user.email",
        "idpuser.email idpuser.email",
        "idpuser.email +",
        "+ idpuser.email",
        "idpuser.email + + 'x'",
        "'unfinished",
        '"unfinished\\"',
        "String.toLowerCase",
        "String.toLowerCase(",
        "String.toLowerCase()",
        "String.toLowerCase(idpuser.email",
        "String.toLowerCase(idpuser.email))",
        "String.toLowerCase(idpuser.email, 'x')",
        "String.replace(idpuser.email, 'a')",
        "String.unknown(idpuser.email)",
        "__import__('os').system('x')",
        "idpuser.__class__",
        "idpuser.email.domain",
        "idpuser.email; 'x'",
        "idpuser['email']",
        "{idpuser.email}",
        "null",
        "idpuser..email",
        "idpuser.email == ",
        "idpuser.age < 'x'",
        "idpuser.email ? 'a' : 'b'",
        "idpuser.email != null ? 'a'",
        "Arrays.size(idpuser.email)",
        "Convert.toInt(idpuser.email)",
        "getFilteredGroups({'a'}, 'group.id', 1)",
        "isMemberOfGroupName()",
        "9999999999999999999",
        "(" * 50 + "'x'" + ")" * 50 + ")",
    ],
)
def test_what_is_no_expression_is_an_error(expression: str) -> None:
    with pytest.raises((ExpressionError, MissingAttribute)):
        evaluate(expression, ALICE)


@pytest.mark.parametrize("expression", ["String.toLowerCase(" * 5000, "('" * 2000, "'x'" + " + 'x'" * 20_000])
def test_size_is_no_way_in(expression: str) -> None:
    """Expressions are what an administrator sets up, and mistakes of any size are told in words."""
    with suppress(ExpressionError):
        evaluate(expression, ALICE)


GROUPS = [("00g1", "Contoso Employees"), ("00g2", "Contoso Managers"), ("00g3", "Everyone")]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("isMemberOfGroup('00g1')", True),
        ("isMemberOfGroup('00g4')", False),
        ("isMemberOfAnyGroup('00g4', '00g3')", True),
        ("isMemberOfGroupName('Everyone')", True),
        ("isMemberOfGroupName('everyone')", False),
        ("isMemberOfGroupNameStartsWith('Contoso M')", True),
        ("isMemberOfGroupNameContains('toso')", True),
        ("isMemberOfGroupNameRegex('Cont.*s')", True),
        ("isMemberOfGroupNameRegex('Cont')", False),
        ("Groups.startsWith('OKTA', 'Contoso', 10)", ["Contoso Employees", "Contoso Managers"]),
        ("Groups.startsWith('OKTA', 'Contoso', 1)", ["Contoso Employees"]),
        ("Groups.contains('OKTA', 'Man', 10)", ["Contoso Managers"]),
        ("Groups.endsWith('OKTA', 'one', 10)", ["Everyone"]),
        ("getFilteredGroups({'00g3', '00g9'}, 'group.name', 40)", ["Everyone"]),
        ("user.department != null ? user.department : 'none'", "none"),
        ("user.manager.name", "Zoe"),
        ("user.tags", ["a", "b"]),
        ("Arrays.contains(user.tags, 'a')", True),
        ("appuser != null ? appuser.userName : app.clientId", "0oa1"),
    ],
)
def test_claims_see_the_person_their_groups_and_the_application(expression: str, found: object) -> None:
    """Okta Expression Language overview: user, appuser, app, group functions; lists and booleans stay what they are."""
    user = {"login": "a@b.example", "tags": ["a", "b"], "manager": {"name": "Zoe"}}
    here = Surroundings({"user": user, "appuser": None, "app": {"clientId": "0oa1"}}, lambda: GROUPS)
    assert value(expression, here) == found


def test_groups_are_asked_for_only_when_needed() -> None:
    def never() -> list[tuple[str, str]]:
        raise AssertionError("nobody needs them")

    assert value("true OR isMemberOfGroup('00g1')", Surroundings({}, never)) is True


TOKENS = st.sampled_from(
    [
        *(
            "idpuser",
            "appuser",
            ".",
            "email",
            "nickName",
            "idpuser.email",
            "+",
            "(",
            ")",
            ",",
            "'",
            '"',
            "\\",
            " ",
            "x",
        ),
        *("String.toLowerCase", "String.replace", "'a'", '"b"', "String.append(", "\0", "ä"),
        *("?", ":", "==", "<", "AND", "!", "{", "}", "1", "null", "true", "Arrays.size(", "Convert.toInt("),
        *("isMemberOfGroupNameRegex(", "String.substring("),
    ]
)


@given(st.one_of(st.lists(TOKENS, max_size=15).map("".join), st.text(max_size=30)))
def test_nothing_but_its_own_errors_comes_of_anything(expression: str) -> None:
    with suppress(ExpressionError, MissingAttribute):
        assert isinstance(evaluate(expression, ALICE), str)


@given(st.text())
def test_any_text_can_be_quoted(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert evaluate(f'"{quoted}"', {}) == text


@given(st.dictionaries(st.sampled_from(["email"]), st.none() | st.integers() | st.text()))
def test_any_value_is_a_text_or_missing(attributes: dict[str, Any]) -> None:
    with suppress(MissingAttribute):
        assert evaluate("idpuser.email", attributes) == str(attributes["email"])
