"""Log files: read to the end, followed as they grow, begun anew when they are."""

from pathlib import Path

from lab.runners._logs import last_line, read


def test_a_line_without_an_end_is_shown_when_nothing_is_waited_for(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("one\n\ntw")
    assert list(read({"a": log}, follow=False)) == ["one", "", "tw"]
    lines = read({"a": log}, follow=True)
    assert [next(lines), next(lines)] == ["one", ""]
    with log.open("a") as more:
        more.write("o\n")
    assert next(lines) == "two"


def test_names_lead_the_lines_of_several(tmp_path: Path) -> None:
    files = {"okta": tmp_path / "okta.log", "console": tmp_path / "console.log", "absent": tmp_path / "absent.log"}
    files["okta"].write_text("one\n")
    files["console"].write_text("two\n")
    assert list(read(files, follow=False)) == ["okta     one", "console  two"]


def test_a_new_file_of_the_same_name_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("a long line of before\n")
    lines = read({"a": log}, follow=True)
    assert next(lines) == "a long line of before"
    log.replace(tmp_path / "a.log.1")
    log.write_text("new\n")
    assert next(lines) == "new"


def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"\xff\xfe one\n")
    assert list(read({"a": log}, follow=False)) == ["�� one"]
    assert last_line(log) == "�� one"


def test_the_last_line_is_the_last_that_says_something(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    assert last_line(log) == ""
    log.write_text("\n")
    assert last_line(log) == ""
    log.write_text("x" * 100_000 + "\none\n  two  \n\n \n")
    assert last_line(log) == "two"
