"""The scripts behind CI's verdict, the log checker and the summary; and the dashboards' files."""

import json

import checklog
import covered
import odoo_dashboards as dashboards
import pytest
import summary

STAMP = "2026-01-01 10:00:00,000 7"
FINE = f"{STAMP} INFO db odoo.x: fine\n"
CHAT = (
    f"{STAMP} ERROR db odoo.sql_db: bad query: … discuss_channel_member …\n"
    "ERROR: could not serialize access due to concurrent update\n"
)
PASSED = '<testsuites><testsuite><testcase classname="a" name="b"/></testsuite></testsuites>'
FAILED = PASSED.replace("/></testsuite>", '><failure message="no"/></testcase></testsuite>')
SKIPPED = PASSED.replace("/></testsuite>", '><skipped message="why"/></testcase></testsuite>')
EMPTY = "<testsuites><testsuite/></testsuites>"


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_a_warning_is_found_with_all_its_lines(level):
    loud = f"{STAMP} {level} db odoo.x: broken\nTraceback\n  ValueError\n"
    assert checklog.findings(FINE + loud + FINE) == [loud.rstrip()]


def test_a_word_in_an_info_record_is_not_a_warning():
    assert checklog.findings(f"{STAMP} INFO db odoo.x: an ERROR was expected\nWARNING\n") == []


def test_an_exception_excuses_only_its_record():
    other = CHAT.replace("discuss_channel_member", "g2p_voucher")
    assert checklog.findings(CHAT) == []
    assert checklog.findings(CHAT + other) == [other.rstrip()]


def test_every_exception_gives_its_reason():
    assert all(pattern and len(why) > 20 for pattern, why in checklog.EXCEPTIONS)


@pytest.mark.parametrize("text", [None, "", "words of no log\n"])
def test_a_missing_log_fails(tmp_path, text):
    log = tmp_path / "odoo.log"
    if text is not None:
        log.write_text(text)
    assert checklog.judge(log) == ["the log is missing or holds no record"]


def test_the_status_of_the_process_counts(tmp_path):
    log, report = tmp_path / "odoo.log", tmp_path / "log.xml"
    log.write_text(FINE)
    assert checklog.main([str(log), "--junit", str(report)]) == 0
    assert summary.read_report(report).passed == 1
    assert checklog.main([str(log), "--status", "3", "--junit", str(report)]) == 1
    assert summary.read_report(report).failed == 1


def test_warnings_of_a_server_without_the_suite_are_excused(tmp_path):
    log, known = tmp_path / "odoo.log", tmp_path / "known.log"
    known.write_text(f"{STAMP} WARNING base odoo.y: theirs\n")
    later = STAMP.replace("10:00", "11:30")
    log.write_text(f"{later} WARNING other odoo.y: theirs\n{STAMP} WARNING other odoo.y: ours\n")
    assert checklog.judge(log, known=known) == [f"{STAMP} WARNING other odoo.y: ours"]


def test_the_closing_line_sums_all_runs(tmp_path, capsys):
    (tmp_path / "one.xml").write_text(PASSED)
    (tmp_path / "two.xml").write_text(PASSED)
    assert summary.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 0 failed"


def test_skipped_tests_are_reported(tmp_path, capsys):
    (tmp_path / "one.xml").write_text(PASSED)
    (tmp_path / "two.xml").write_text(SKIPPED)
    assert summary.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 1 skipped"


@pytest.mark.parametrize("text", [FAILED, EMPTY, "<testsuites"])
def test_a_failure_an_empty_and_a_broken_report_fail(tmp_path, text, capsys):
    (tmp_path / "good.xml").write_text(PASSED)
    (tmp_path / "bad.xml").write_text(text)
    assert summary.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 1 failed"


def test_a_run_without_a_report_fails_and_shows_its_output(tmp_path, capsys):
    (tmp_path / "lost.txt").write_text("killed")
    assert summary.main([str(tmp_path)]) == 1
    assert "it wrote no report\nkilled" in capsys.readouterr().out


def test_an_aborted_script_fails(tmp_path, capsys):
    assert summary.main([str(tmp_path)]) == 1
    (tmp_path / "good.xml").write_text(PASSED)
    assert summary.main([str(tmp_path), "--ended", "130"]) == 1
    assert "it was aborted, with status 130" in capsys.readouterr().out


def _counted(**files):
    """A report of coverage.py: {name: (lines that ran, missing lines)}."""
    found = {}
    for name, (ran, missing) in files.items():
        counts = {"covered_lines": ran, "num_statements": ran + len(missing)}
        found[f"{name}/models.py"] = {"summary": counts, "missing_lines": missing}
    return {"files": found}


def test_a_share_below_the_floor_fails_and_names_the_lines(tmp_path, capsys):
    source, junit = tmp_path / "report.json", tmp_path / "coverage.xml"
    source.write_text(json.dumps(_counted(a=(90, []), b=(0, list(range(1, 11))))))
    arguments = [str(source), "--junit", str(junit), "--floor"]
    assert covered.main([*arguments, "90"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a: 100.0 % of 90 lines",
        "b: 0.0 % of 10 lines",
        "all: 90.0 % of 100 lines; the floor is 90.0 %",
    ]
    assert summary.read_report(junit).passed == 1
    assert covered.main([*arguments, "90.1"]) == 1
    run = summary.read_report(junit)
    assert run.failed == 1
    assert "b/models.py: 10 lines, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10" in run.words[0]


def test_an_empty_count_does_not_reach_the_floor():
    assert covered.judge({"files": {}}, 90)[1]


# === Dashboards === #


def test_the_files_of_the_dashboards_are_current():
    """`make dashboards` writes them."""
    files = dashboards.contents().items()
    assert [path.name for path, text in files if path.read_text() != text] == []


def test_figures_do_not_cover_each_other_nor_a_table():
    for name, board in dashboards.BOARDS.items():
        sheet = board().document()["sheets"][0]
        tables = [int(cell[1:]) - 1 for cell in sheet["cells"] if cell not in ("A1", "A2")]
        spans = [(one["offset"], one["width"], one["height"]) for one in sheet["figures"]]
        for place, (offset, width, height) in enumerate(spans):
            below, beside = offset["y"] + height, offset["x"] + width
            assert beside <= dashboards.WIDTH
            inside = range(offset["y"], below)
            assert [row for row in tables if row * dashboards.ROW in inside] == [], name
            later = [other["offset"] for other in sheet["figures"][place + 1 :]]
            assert all(o["y"] >= below or o["x"] >= beside for o in later), name
