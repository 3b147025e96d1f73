"""What can go wrong, said so that a person knows what, where and what to do."""


class GovernanceError(Exception):
    """A stage could not do its work. Shown as three lines; never swallowed."""

    def __init__(self, problem: str, where: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} (at {self.where}; try: {self.remedy})"


class ReadingError(GovernanceError):
    """A file is not what it should be: YAML, JSON, encoding, size."""


class RegistryError(GovernanceError):
    """The registry has no such model, or cannot be reached."""


class SampleError(GovernanceError):
    """A sample is missing, unreadable or unfit to be measured."""


class ModelError(GovernanceError):
    """The model cannot be loaded, raises, or answers in the wrong shape."""


class CheckError(GovernanceError):
    """A check is declared wrongly or does not exist."""


class PolicyError(GovernanceError):
    """A policy cannot be applied as written."""


class ReportingError(GovernanceError):
    """A report cannot be rendered."""


class SigningError(GovernanceError):
    """A key or certificate cannot be used."""


class VerificationError(GovernanceError):
    """A report folder cannot even be examined."""


class OutputError(GovernanceError):
    """The output folder cannot be written."""
