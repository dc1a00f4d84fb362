"""What the operations of field collection report."""

from dataclasses import dataclass

from registry.rules.collection.words import SubmissionState


@dataclass(frozen=True, slots=True)
class FormPublished:
    form_id: int
    version_id: int
    version: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class DeviceIssued:
    """A device with its token, which is shown once and known to nobody afterwards."""

    device_id: int
    name: str
    token: str


@dataclass(frozen=True, slots=True)
class SubmissionReceived:
    """What became of one request.

    Args:
        missing: files that the submission names and that have not come.
        refused: files that came and were not taken.
    """

    submission_id: int
    state: SubmissionState
    is_new: bool
    missing: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubmissionsStaged:
    """An import made of submissions.

    Args:
        run_id: None when nothing could go.
        staged: how many went in.
        disputed: how many wait for a decision between sides.
        held: how many wait for another import of the same household, or say nothing that the register can take.
    """

    run_id: int | None
    staged: int
    disputed: int
    held: int


@dataclass(frozen=True, slots=True)
class DisputesDecided:
    """Which sides won: fields that the register keeps, fields that a submission brings, submissions that lost all."""

    register: int
    submissions: int
    discarded: tuple[int, ...]
