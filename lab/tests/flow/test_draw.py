"""The pictures of a flow: well-formed, escaped, complete, in each form."""

from xml.etree import ElementTree

import pytest

from lab.flow.draw import svg
from lab.flow.flow import Flow
from lab.flow.hop import Page
from lab.flow.join import join
from lab.flow.mermaid import mermaid
from lab.flow.text import text
from lab.tests.flow.recorded import URLS, SignIn, by_azure, by_partner, refused_by_okta, with_wrong_password

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&\x1b[31m\n%%{init}%%;#'

FLOWS = {
    "azure": lambda: by_azure("alice"),
    "unwatched": lambda: by_azure("alice", watched=False),
    "partner": lambda: by_partner("bob"),
    "refused": lambda: refused_by_okta("frank", "User status is invalid."),
    "wrong password": lambda: with_wrong_password("alice"),
}


def drawn(signin: SignIn) -> tuple[Flow, ElementTree.Element]:
    (flow,) = join(signin.hops, URLS)
    return flow, ElementTree.fromstring(svg(flow, anchor="#hop-"))


def hostile() -> Flow:
    """A sign-in in which everything that a stranger can set is an attack on whoever shows it."""
    signin = SignIn("mallory")
    signin.login["client_id"] = HOSTILE
    signin.ask()
    form = {"identifier": HOSTILE}
    page = Page(HOSTILE, HOSTILE)
    signin.add("okta", "POST", f"/{HOSTILE}", 200, ("state-token-mallory",), form=form, page=page)
    (flow,) = join(signin.hops, URLS)
    return flow


@pytest.mark.parametrize("name", FLOWS)
def test_every_message_is_an_arrow_between_its_lifelines(name: str) -> None:
    flow, picture = drawn(FLOWS[name]())
    lifelines = [float(line.get("x1", "")) for line in picture.iter(f"{SVG}line") if line.get("class") == "life"]
    place = dict(zip(flow.parties, lifelines, strict=True))

    arrows = [group for group in picture.iter(f"{SVG}g") if "message" in group.get("class", "")]

    assert len(arrows) == len(flow.messages)
    for arrow, message in zip(arrows, flow.messages, strict=True):
        shaft = next(line for line in arrow.iter(f"{SVG}line") if line.get("class") == "shaft")
        assert float(shaft.get("x1", "")) == place[message.source]
        assert abs(float(shaft.get("x2", "")) - place[message.target]) < 10


def test_channels_and_errors_look_different() -> None:
    """Solid by the browser, dashed from server to server, dotted where inferred, red where an error came back."""
    _, picture = drawn(refused_by_okta("frank", "User status is invalid."))
    _, unwatched = drawn(by_azure("alice", watched=False))

    kinds = {group.get("class"): group for each in (picture, unwatched) for group in each.iter(f"{SVG}g")}
    dashes = {kind: next(group.iter(f"{SVG}line")).get("stroke-dasharray") for kind, group in kinds.items()}

    assert dashes["message front"] is None
    assert dashes["message back"] == "7 4"
    assert dashes["message front inferred"] == "1.5 4"
    assert next(kinds["message front failed"].iter(f"{SVG}line")).get("stroke") == "#b3261e"


def test_labels_say_what_was_sent_and_answered() -> None:
    _, picture = drawn(by_azure("alice"))
    labels = ["".join(label.itertext()) for label in picture.iter(f"{SVG}text")]

    assert "GET /oauth2/default/v1/authorize · 200" in labels
    assert "username alice@contoso.example → to Azure AD for a sign-in" in labels
    assert "POST /…/oauth2/v2.0/token · 200" in labels
    assert "redeems the code → ID token" in labels
    assert labels.count("20 ms") == 12
    assert labels.count("500 ms") == 2


def test_the_picture_has_a_name_and_a_description() -> None:
    flow, picture = drawn(by_azure("alice"))

    named = {element.get("id"): element.text for element in picture if element.get("id")}

    assert (picture.get("aria-labelledby") or "").split() == list(named)
    assert named["flow-title"] == flow.headline
    assert picture.get("role") == "group"


def test_a_party_is_busy_while_it_asks_others() -> None:
    _, picture = drawn(by_azure("alice"))

    assert len([box for box in picture.iter(f"{SVG}rect") if box.get("class") == "busy"]) == 2


def test_messages_link_only_where_there_is_something_to_link_to() -> None:
    (flow,) = join(by_azure("alice").hops, URLS)

    linked, alone = (ElementTree.fromstring(svg(flow, anchor)) for anchor in ("#hop-", ""))

    assert [link.get("href") for link in linked.iter(f"{SVG}a")][:2] == ["#hop-1", "#hop-2"]
    assert not list(alone.iter(f"{SVG}a"))


def test_svg_escapes_what_strangers_say() -> None:
    picture = svg(hostile(), anchor="#hop-").replace("\x1b", "")

    assert "<script" not in picture
    assert "script" not in {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(picture).iter()}


def test_mermaid_is_complete_and_keeps_strangers_out_of_its_syntax() -> None:
    (flow,) = join(by_azure("alice").hops, URLS)
    source = mermaid(flow)

    assert source.startswith("sequenceDiagram\n")
    assert "  participant azure_ad as Azure AD" in source
    assert "  okta-->>azure_ad: redeems the code → ID token (POST /…/oauth2/v2.0/token · 200)" in source
    assert len([line for line in source.splitlines() if ">>" in line]) == len(flow.messages)
    assert not {"<", "%", "{", "\x1b"} & set(mermaid(hostile()))


def test_text_is_a_line_a_message_and_cannot_steer_a_terminal() -> None:
    (flow,) = join(by_azure("alice").hops, URLS)
    lines = text(flow).splitlines()

    assert lines[0] == flow.headline
    assert len(lines) == 3 + len(flow.messages)
    assert "Okta               ┄┄▶ Azure AD" in lines[3 + 8]
    assert "\x1b" not in text(hostile())
