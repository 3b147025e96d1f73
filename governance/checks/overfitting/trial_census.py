"""How many runs competed, and how many of them looked at the validation sample."""

from governance.checks.declaration import NoParameters, check
from governance.record.declaration import Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement, Shape, Table
from governance.subject.subject import Subject, Trial, Trials


@check(
    title="Census of trials",
    asks="Out of how many runs was this model chosen, and was the validation sample used to choose it?",
    needs=(Role.VALIDATION,),
    reads=Reads.ACCUMULATORS,
    metrics=(
        Metric("runs", "Runs that competed, the chosen one included", "lower", unit="runs"),
        Metric("settings", "Distinct settings among them", "lower", unit="settings"),
        Metric("runs_on_validation", "Runs that logged a figure of the validation sample", "lower", unit="runs", sound=1.0),
        Metric("deleted_runs", "Runs among them that were deleted", "lower", unit="runs", sound=0.0),
        Metric("excluded_runs", "Runs declared to be no trials", "lower", unit="runs", sound=0.0),
    ),
    references=(
        "Bailey, Borwein, López de Prado & Zhu (2014), Pseudo-mathematics and financial charlatanism, Notices of the AMS 61(5)",
        "White (2000), A reality check for data snooping, Econometrica 68(5)",
        "Dwork et al. (2015), The reusable holdout, Science 349",
    ),
)
def trial_census(subject: Subject, parameters: NoParameters) -> Evidence:
    """Count the runs of the search as the tracking server has them.

    Method: Trials are the runs that logged the same training data and target, in any visible experiment, and the other runs of the same
    experiment that logged a metric in common; deleted ones count. Settings are distinct sets of logged parameters. A run looked at the
    validation sample if it logged a metric under a name which in the audited run belongs to that sample; the audited run itself
    is one of them.

    Reads as risk: A validation sample on which many runs were measured has taken part in the choice: the best figure is then the largest
    of many draws, and promises more than it will keep. Deleted and excluded runs are part of the search that nobody shows.

    Limitations: What was not logged is not counted, so that every count is a lower bound; a single run means that one run was logged, not
    that one was made. Repeated looks inside one run are not seen. A figure that was logged need not have decided anything.
    """
    del parameters
    trials = subject.trials
    if trials is None or not trials.runs:
        return Evidence.inconclusive("no run of the search is known")
    n = len(trials.runs)
    counts = {
        "runs": n,
        "settings": len({tuple(sorted(run.parameters.items())) for run in trials.runs}),
        "deleted_runs": sum(run.deleted for run in trials.runs),
        "excluded_runs": trials.excluded,
    }
    names = {item.name for item in subject.logged if item.role is Role.VALIDATION}
    absent = (
        {} if names else {"runs_on_validation": "the audited run logged no figure that is known to be of the validation sample"}
    )
    looked = [run for run in trials.runs if names & set(run.metrics)]
    if names:
        counts["runs_on_validation"] = len(looked)
    measurements = tuple(_count(name, float(count), n) for name, count in counts.items())
    return Evidence.measured(measurements, (_table(trials, looked),), absent)


def _count(name: str, value: float, n: int) -> Measurement:
    return Measurement.exact(name, value, n, convention="exact count of logged runs")


def _table(trials: Trials, looked: list[Trial]) -> Table:
    rows = (
        ("runs that competed", len(trials.runs)),
        ("of these on the validation sample", len(looked)),
        ("of these deleted", sum(run.deleted for run in trials.runs)),
        ("declared to be no trials", trials.excluded),
    )
    note = "Every number is a lower bound: runs that were not logged are not known."
    return Table("census", "The search as it was logged", Shape.PLAIN, ("what", "number"), rows, note=note)
