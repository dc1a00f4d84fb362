"""Imports: files are staged (read, checked, held against the register), then committed or discarded by a person."""

from registry.operations.imports.committing import commit_import, discard_import
from registry.operations.imports.contradictions import decide_contradictions
from registry.operations.imports.profiles import (
    find_known_profile,
    find_profile,
    find_shipped_profile,
    list_profiles,
    list_usable_profiles,
)
from registry.operations.imports.progress import Progress, StepReached
from registry.operations.imports.row_chunks import ImportFile
from registry.operations.imports.staging import stage_import
from registry.operations.imports.undoing import undo_import
from registry.operations.imports.working import discard_stale_imports, recheck_import, request_commit, resume_imports

__all__ = [
    "ImportFile",
    "Progress",
    "StepReached",
    "commit_import",
    "decide_contradictions",
    "discard_import",
    "discard_stale_imports",
    "find_known_profile",
    "find_profile",
    "find_shipped_profile",
    "list_profiles",
    "list_usable_profiles",
    "recheck_import",
    "request_commit",
    "resume_imports",
    "stage_import",
    "undo_import",
]
