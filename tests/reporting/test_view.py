"""The chapters: tables cut, families in order, policy, clauses and judgements complete."""

from dataclasses import replace

from governance.record.evidence import Shape, Table
from governance.reporting.view.chapters import parts
from governance.reporting.view.clauses import texts
from governance.reporting.view.dossier import Dossier
from governance.reporting.view.evidence import section
from governance.reporting.view.findings import findings
from governance.reporting.view.judgements import judgements
from governance.reporting.view.policy import policy
from governance.reporting.view.tables import table


def test_a_long_table_is_cut_and_says_where_the_rest_stands(make):
    long = Table("t", "T", Shape.PLAIN, ("row", "value"), tuple((place, 0.5) for place in range(500)))
    shown = table(make.dossier(), "overfitting.gap", long)
    assert len(shown.rows) == 20
    assert shown.cut == "The first 20 of 500 rows; all of them stand in record.json."


def test_absent_truth_and_time_are_written_plainly(make):
    cells = Table("t", "T", Shape.PLAIN, ("a", "b", "c", "d"), ((None, True, "2020-01-01T00:00:00", "f" * 64),))
    (row,) = table(make.dossier(), "overfitting.gap", cells).rows
    assert [(cell.text, cell.kind) for cell in row] == [
        ("–", "number"), ("yes", "text"), ("2020-01-01", "text"), ("f" * 64, "digest"),
    ]  # fmt: skip


def test_families_follow_one_order_and_a_firms_own_comes_last(make):
    record = make.record()
    ids = ("house.own-check", "interpretability.x", "out-of-sample.x", "data.x", "overfitting.gap")
    evidence = tuple(replace(record.evidence[0], check=check) for check in ids)
    found = parts(Dossier(replace(record, evidence=evidence), make.facts(record), 20))
    assert [(part.title, [family.title for family in part.families]) for part in found] == [
        ("Data and process", ["Data"]), ("Conceptual soundness", ["Overfitting", "Interpretability"]), ("Outcomes analysis", ["Out of sample"]),
        ("Further evidence", ["House"]),
    ]  # fmt: skip


def test_a_check_without_evidence_keeps_its_section_and_says_why(make):
    dossier = make.dossier(None)
    shown = section(dossier, dossier.record.evidence[0])
    assert shown.unmeasured == "Inconclusive: no validation sample was logged."
    assert shown.measurements is None


def test_the_register_holds_limit_source_reason_and_recommendation(make):
    (finding,) = findings(make.dossier((0.7, 0.6, 0.8)))
    assert (finding.reference, finding.severity, finding.set_by, finding.clauses) == (
        "F-01",
        "high",
        "firm.yaml:9",
        ("sr-26-2/V.1.a",),
    )
    assert finding.limit == "at most 50\N{NO-BREAK SPACE}%"
    assert finding.recommendation == "Simplify the model."


def test_satisfied_criteria_are_listed_too(make):
    shown = judgements(make.dossier())
    assert shown.summary == "One judgement: 1 satisfied."
    assert shown.checks[0].rows[0].outcome == "satisfied"


def test_the_policy_shows_every_band_with_its_line_and_what_was_left_out(make):
    shown = policy(make.dossier())
    bands = shown.requirements[0].criteria[0].bands
    assert [(band.severity, band.set_by) for band in bands] == [("medium", "firm.yaml:9"), ("high", "firm.yaml:9")]
    assert shown.excluded[0].reason == "No challenger yet"
    assert any("fewer than 5 rows are withheld" in rule for rule in shown.rules)


def test_clauses_are_named_with_the_checks_that_serve_them(make):
    (text,) = texts(make.dossier())
    assert text.title == "Revised guidance on model risk management"
    assert [(clause.number, clause.title, clause.remark) for clause in text.clauses] == [("V.1.a", "Conceptual soundness", "")]
    assert text.clauses[0].checks[0].title == "Gap"


def test_an_unconfirmed_or_unknown_clause_is_marked(make):
    applied = make.policy()
    requirement = replace(applied.requirements[0], clauses=("sr-11-7/V.1", "house/9"))
    old, own = sorted(
        texts(make.dossier(policy=replace(applied, requirements=(requirement,)))), key=lambda text: text.id, reverse=True
    )
    assert old.remark == "superseded by sr-26-2"
    assert old.clauses[0].remark.startswith("unconfirmed")
    assert own.clauses[0].remark == "not in this version's register"
