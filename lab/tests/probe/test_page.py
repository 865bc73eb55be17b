"""What a probe reads on a page: what any accessible page says, and what its forms carry."""

from lab.probe.page import NONE, Page, read


def test_heading_and_alert() -> None:
    html = b'<h1 id="t">Enter\n password</h1><p class="e" role="alert" id="x"><span></span>Wrong &amp; late.</p>'

    assert read(html, 200) == Page("Enter password", "Wrong & late.")


def test_an_error_page_without_alert_explains_below_its_heading() -> None:
    html = b"<h1>You were not signed in</h1>\n  <p>Ask <b>them</b>.</p><p>More</p>"

    assert read(html, 403).alert == "Ask them ."
    assert read(html, 200).alert == ""


def test_hidden_fields_are_read_and_what_is_typed_is_not() -> None:
    html = (
        b'<form method="post" action="/signin?a=1&amp;b=2"><input type="hidden" name="stateToken" value="a&#34;b">'
        b'<input type="password" name="passwd" value="secret"><input name="identifier" value="alice"></form>'
    )

    page = read(html, 200)

    assert page.hidden == {"stateToken": 'a"b'}
    assert page.action == "/signin?a=1&b=2"
    assert not page.answers_client


def test_a_form_post_answer_is_recognized() -> None:
    """OAuth 2.0 Form Post Response Mode, section 2."""
    fields = b'<input type="hidden" name="code" value="c"><input type="hidden" name="state" value="s">'

    assert read(b'<form action="https://client.example/cb">' + fields, 200).answers_client


def test_a_page_that_says_nothing() -> None:
    assert read(b"", 500) == NONE
    assert read(b"\xff<h1>\xff</h1>", 200).heading == "\ufffd"
