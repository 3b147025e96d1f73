import json

import pytest

from governance.errors import PolicyError
from governance.policy.composing import compose
from governance.policy.schema import Policy
from governance.policy.writing import to_yaml
from governance.reading.canonical import canonical

CHILD = """policy: child
extends: [parent.yaml]
burden: evidence
requirements:
  overfitting.gap:
    parameters: {tolerance: 0.00001}
    criteria:
      relative_gap:
        at_most: {medium: 0.3}
        tasks: [binary]
        because: "Ünlike: 'before' # 2027-01-01"
loosened:
  burden: Little depends on it.
  "overfitting.gap:relative_gap": |
    yes
excluded: {benchmark.naive: No rival yet.}
roles: [validator]
unwaivable: [overfitting.gap]
"""


def rules(policy):
    def without_places(value):
        if isinstance(value, dict):
            return {key: without_places(item) for key, item in value.items() if key not in ("set_by", "digest", "sources")}
        return value

    return without_places(policy.plain())


def test_the_written_policy_is_a_policy_of_the_same_rules(composed, parent, write, catalogue):
    policy = composed(parent=parent, child=CHILD)
    again = compose([write(to_yaml(policy.plain()), "effective.yaml")], catalogue)
    assert rules(again) == {**rules(policy), "loosened": {}}
    assert again.requirement("overfitting.gap").criteria["relative_gap"].because == "Ünlike: 'before' # 2027-01-01"


def test_the_written_policy_names_its_digest_and_the_line_that_set_each_limit(composed, parent):
    policy = composed(parent=parent, child=CHILD)
    text = to_yaml(policy.plain())
    assert f"# digest: {policy.digest}\n" in text
    assert "#   overfitting.gap relative_gap medium: child.yaml:9\n" in text
    assert "#   overfitting.gap relative_gap high: parent.yaml:16\n" in text


def test_the_record_s_policy_is_written_to_the_same_bytes(composed, parent):
    child = CHILD.replace("medium: 0.3", "high: 2").replace("parameters: {tolerance: 0.00001}", "parameters: {tolerance: 3.0}")
    plain = composed(parent=parent.replace("tolerance: 0.05", "tolerance: 4.0"), child=child).plain()
    assert to_yaml(json.loads(canonical(plain))) == to_yaml(plain)
    assert Policy.read(json.loads(canonical(plain))).plain() == plain


def test_a_policy_that_was_touched_is_not_written(composed, parent):
    with pytest.raises(PolicyError):
        to_yaml({**composed(parent=parent).plain(), "title": "Another"})
