#!/usr/bin/env python3
"""Writes the files of g2p_assistance_dashboard, which Odoo's spreadsheet_dashboard shows.

Odoo Community shows such files and cannot edit them, and they have no schema: so they are made from
the few lines below, in which each figure names a report, a measure and its groups. A test of the
addon runs every query of the files as each reader.

odoo_dashboards.py [--check]: write the files, or name those that are not current.
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "g2p_assistance_dashboard" / "data" / "files"
#: of spreadsheet in Odoo 19.0
VERSION = "18.5.10"
REPORT = "g2p.assistance.report."
CLAIMS = "g2p.reimbursement.report"
FILTERS = {
    # not the default of Odoo's own dashboards, the last 12 months, which leave out the present one
    "period": {"type": "date", "label": "Period", "defaultValue": "year_to_date"},
    "program": {"type": "relation", "label": "Programme", "modelName": "g2p.program"},
    "type": {"type": "relation", "label": "Assistance", "modelName": "g2p.assistance.type"},
    "district": {"type": "relation", "label": "District", "modelName": "g2p.district"},
    "currency": {"type": "relation", "label": "Currency", "modelName": "res.currency"},
}
MANY2ONE = {
    "program": "program_id",
    "type": "type_id",
    "district": "district_id",
    "currency": "currency_id",
}
AVERAGES = {"hours_open", "days_to_decision", "days_paused"}
ROW, CARD, CHART = 23, 100, 300
WIDTH = 980
#: columns beside the first one, as many as a table has at most, and one
MEASURES = 5
LOCALE = {
    "name": "English (US)",
    "code": "en_US",
    "thousandsSeparator": ",",
    "decimalSeparator": ".",
    "dateFormat": "mm/dd/yyyy",
    "timeFormat": "hh:mm:ss",
    "formulaArgSeparator": ",",
    "weekStart": 7,
}
SHEET = {
    "rows": {},
    "cols": {},
    "merges": [],
    "styles": {},
    "formats": {},
    "borders": {},
    "conditionalFormats": [],
    "dataValidationRules": [],
    "tables": [],
    "comments": {},
    "headerGroups": {"ROW": [], "COL": []},
}
#: bold title of a table; the line above all
STYLES = {"1": {"textColor": "#01666b", "bold": True, "fontSize": 14}, "2": {"italic": True}}


class Board:
    """One dashboard: cards, charts and tables from top to bottom."""

    def __init__(self, model, period, filters, note=""):
        self.model, self.period, self.filters = model, period, filters
        self.pivots, self.figures, self.cells, self.data, self.styles = {}, [], {}, {}, {}
        self.y = 3 * ROW
        # a sentence for each reader, in the time of their browser
        now = '=_t("Figures of")&" "&TEXT(NOW(),"yyyy-mm-dd hh:mm")&" "&_t("(your time)")'
        self.cells["A1"] = now
        self.styles["A1"] = 2
        if note:
            self.cells["A2"] = f'=_t("{note}")'
            self.styles["A2"] = 2

    def matching(self, period=True, model=None, leave_out=()):
        """The columns that the filters of the dashboard restrict."""
        found = {}
        if period:
            chain = "date" if model else self.period
            found["period"] = {"chain": chain, "type": "datetime", "offset": 0}
        for name in self.filters:
            if name in MANY2ONE and name not in leave_out:
                found[name] = {"chain": MANY2ONE[name], "type": "many2one"}
        return found

    # === Queries === #

    def pivot(self, rows, measures, domain=(), model=None, columns=(), **matching):
        """A query of a report; returns its number."""
        number = str(len(self.pivots) + 1)
        self.pivots[number] = {
            "type": "ODOO",
            "id": number,
            "formulaId": number,
            "name": f"Query {number}",
            "model": model or self.model,
            "domain": list(domain),
            "context": {},
            "rows": [self._dimension(name) for name in rows],
            "columns": [self._dimension(name) for name in columns],
            "measures": [self._measure(name) for name in measures],
            "fieldMatching": self.matching(model=model, **matching),
        }
        return number

    @staticmethod
    def _dimension(name):
        field, _colon, step = name.partition(":")
        return {"fieldName": field, **({"granularity": step} if step else {})}

    @staticmethod
    def _measure(name):
        if name == "__count":
            return {"id": name, "fieldName": name}
        kind = "avg" if name in AVERAGES else "sum"
        return {"id": f"{name}:{kind}", "fieldName": name, "aggregator": kind}

    # === What is shown === #

    def cards(self, *cards):
        """Numbers beside each other: (title, measure, domain, model or None)."""
        wide = WIDTH // len(cards) - 10
        for place, (title, measure, domain, model) in enumerate(cards):
            number = self.pivot([], [measure], domain, model)
            cell = f"B{len(self.data) + 1}"
            measure_id = self.pivots[number]["measures"][0]["id"]
            # 0 where there is no row at all
            value = f'IFERROR(PIVOT.VALUE({number},"{measure_id}")+0,0)'
            self.data[cell] = f"=ROUND({value},1)"
            figure = {
                "type": "scorecard",
                "title": {"text": title, "bold": True},
                "background": "#EFF6FF",
                "keyValue": f"Data!{cell}",
                "humanize": False,
                "baselineMode": "difference",
                "baselineColorUp": "#00A04A",
                "baselineColorDown": "#DC6965",
            }
            self._figure(figure, place * (wide + 10), wide, CARD)
        self.y += CARD + 20

    def charts(self, *charts):
        """Charts beside each other: (title, kind, groups, measure, domain, model or None)."""
        wide = WIDTH // len(charts) - 10
        for place, (title, kind, groups, measure, domain, model) in enumerate(charts):
            figure = {
                "type": f"odoo_{kind}",
                "title": {"text": title, "bold": True},
                "background": "#FFFFFF",
                "legendPosition": "top",
                "dataSets": [{}],
                "metaData": {
                    "groupBy": list(groups),
                    "measure": measure,
                    "order": None,
                    "mode": kind,
                    "resModel": model or self.model,
                },
                "searchParams": {
                    "comparison": None,
                    "context": {},
                    "domain": list(domain),
                    "groupBy": list(groups),
                    "orderBy": [],
                },
                "fieldMatching": self.matching(model=model),
            }
            if kind == "bar":
                figure |= {"stacked": len(groups) > 1, "verticalAxisPosition": "left"}
            self._figure(figure, place * (wide + 10), wide, CHART)
        self.y += CHART + 20

    def _figure(self, data, x, width, height):
        name = f"figure{len(self.figures) + 1}"
        self.figures.append(
            {
                "id": name,
                "tag": "chart",
                "width": width,
                "height": height,
                "col": 0,
                "row": 0,
                "offset": {"x": x, "y": self.y},
                "data": {**data, "chartId": name},
            }
        )

    def table(self, title, pivot, rows=20):
        """A query with all its columns, without a total: it would add up currencies."""
        line = -(-self.y // ROW) + 1
        self.cells[f"A{line}"] = f'=_t("{title}")'
        self.styles[f"A{line}"] = 1
        self.cells[f"A{line + 1}"] = f"=PIVOT({pivot},{rows},FALSE)"
        # the corner of the table shows the name of the query, which is not translated
        self.pivots[pivot]["name"] = " "
        self.y += (rows + 6) * ROW

    def document(self):
        """The whole file."""
        measure = {"size": (WIDTH - 260) // MEASURES}
        shown = {
            **SHEET,
            "id": "dashboard",
            "name": "Dashboard",
            "colNumber": 1 + MEASURES,
            "rowNumber": self.y // ROW + 5,
            "cols": {"0": {"size": 260}, **{str(n): measure for n in range(1, 1 + MEASURES)}},
            "areGridLinesVisible": False,
            "isVisible": True,
            "styles": self.styles,
            "cells": self.cells,
            "figures": self.figures,
        }
        data = {
            **SHEET,
            "id": "data",
            "name": "Data",
            "colNumber": 5,
            "rowNumber": 30,
            "areGridLinesVisible": True,
            "isVisible": False,
            "cells": self.data,
            "figures": [],
        }
        return {
            "version": VERSION,
            "revisionId": "START_REVISION",
            "uniqueFigureIds": True,
            "styles": STYLES,
            "formats": {},
            "borders": {},
            "customTableStyles": {},
            "lists": {},
            "listNextId": 1,
            "chartOdooMenusReferences": {},
            "settings": {"locale": LOCALE},
            "globalFilters": [{"id": name, **FILTERS[name]} for name in self.filters],
            "pivots": self.pivots,
            "pivotNextId": len(self.pivots) + 1,
            "sheets": [shown, data],
        }


def demand():
    filters = ("period", "program", "type", "district")
    board = Board(f"{REPORT}demand", "date_submitted", filters)
    board.cards(
        ("Applications", "__count", [], None),
        ("In decision", "__count", [["state", "in", ["submitted", "returned"]]], None),
        ("Approved", "__count", [["state", "=", "approved"]], None),
        ("Rejected", "__count", [["state", "=", "rejected"]], None),
        ("Late", "__count", [["promise", "=", "late"]], None),
    )
    board.charts(
        ("By month and state", "bar", ["date_submitted:month", "state"], "__count", [], None)
    )
    board.charts(
        ("By assistance", "bar", ["type_id", "state"], "__count", [], None),
        ("By urgency", "pie", ["urgency"], "__count", [], None),
    )
    refused = [["reason_id", "!=", False]]
    board.charts(
        ("Reasons for rejection", "bar", ["reason_id"], "__count", refused, None),
        ("By district", "bar", ["district_id"], "__count", [], None),
    )
    amounts = ["__count", "amount_requested", "amount_granted"]
    board.table("Requested and granted", board.pivot(["currency_id", "type_id"], amounts))
    return board


def time():
    board = Board(f"{REPORT}time", "date_opened", ("period", "program", "type"))
    decided = [["date_closed", "!=", False]]
    board.cards(
        ("Stages decided", "__count", decided, None),
        ("Hours per stage", "hours_open", decided, None),
        ("Within the limit", "__count", [["limit_state", "=", "kept"]], None),
        ("Over the limit", "__count", [["limit_state", "=", "late"]], None),
        ("Waiting for a decision", "__count", [["state", "=", "open"]], None),
    )
    board.charts(
        ("Hours per stage", "bar", ["stage"], "hours_open", decided, None),
        ("Limit of each stage", "bar", ["stage", "limit_state"], "__count", [], None),
    )
    board.table("Hours by stage", board.pivot(["stage"], ["__count", "hours_open"], decided), 12)
    cases = f"{REPORT}demand"
    match = {"model": cases}
    days = board.pivot(["promise"], ["__count", "days_to_decision", "days_paused"], **match)
    board.pivots[days]["fieldMatching"]["period"]["chain"] = "date_submitted"
    board.table("Promised answers, and days waiting for information", days, 6)
    return board


def money():
    filters = ("period", "program", "type", "currency")
    note = (
        "Balances are those of now, of all types. The period and the type of assistance restrict "
        "what was granted, redeemed, claimed and paid."
    )
    board = Board(f"{REPORT}money", "date", filters, note)
    balance = ["amount_fund", "amount_reserved", "amount_spent", "amount_available"]
    own = {"period": False, "leave_out": ("type",)}
    board.table("Balance of the funds", board.pivot(["currency_id", "program_id"], balance, **own))
    left = board.pivot(
        ["currency_id", "kind"],
        ["__count", "amount_unused"],
        [["kind", "in", ["to_issue", "in_use", "expired", "revoked"]]],
        period=False,
    )
    board.table("Vouchers not used up", left, 12)
    granted, spent = [["kind", "=", "granted"]], [["kind", "in", ["spend", "return"]]]
    month = ["date:month", "currency_id"]
    board.charts(
        ("Granted", "bar", month, "amount_granted", granted, None),
        ("Redeemed", "bar", month, "amount_spent", spent, None),
    )
    paid = [["kind", "=", "paid"]]
    claimed = [["kind", "=", "claimed"]]
    board.charts(
        ("Claimed", "bar", month, "amount_claimed", claimed, CLAIMS),
        ("Paid", "bar", month, "amount_paid", paid, CLAIMS),
    )
    settled = ["amount_redeemed", "amount_claimed", "amount_paid", "amount_unclaimed"]
    books = board.pivot(["currency_id", "program_id"], settled, model=CLAIMS, leave_out=("type",))
    board.table("From redemption to payment", books)
    for figure in board.figures:
        if figure["data"]["metaData"]["resModel"] == CLAIMS:
            del figure["data"]["fieldMatching"]["type"]  # a claim is of a provider, not of a type
    return board


def integrity():
    board = Board(f"{REPORT}integrity", "date", ("period", "program", "type"))
    board.cards(
        ("Overrides", "__count", [["kind", "=", "override"]], None),
        ("Second officers", "__count", [["kind", "=", "second"]], None),
        ("Reviews to be done", "__count", [["kind", "=", "review_open"]], None),
        ("Redemptions reversed", "__count", [["kind", "=", "reversal"]], None),
        ("Vouchers revoked", "__count", [["kind", "=", "revoked"]], None),
    )
    board.charts(("By month", "bar", ["date:month", "kind"], "__count", [], None))
    board.charts(("By programme", "bar", ["program_id", "kind"], "__count", [], None))
    board.table("Events", board.pivot(["currency_id", "kind"], ["__count", "amount"]))
    return board


BOARDS = {"demand": demand, "time": time, "money": money, "integrity": integrity}


def contents():
    """{path: text} of all files."""
    return {
        FOLDER / f"{name}_dashboard.json": json.dumps(board().document(), indent=1) + "\n"
        for name, board in BOARDS.items()
    }


def main(arguments):
    stale = []
    for path, text in contents().items():
        if not path.exists() or path.read_text() != text:
            stale.append(path.name)
            if "--check" not in arguments:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
    sys.stdout.write("".join(f"{name}\n" for name in stale))
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
