"""Measures of poverty over arrays, one number a household: pure, deterministic, without the database.

Every result says on whom it rests (`basis`: people or households, how many, and how many were left out because a
value is not known). Figures without meaning are NaN. Each measure has an `…_intervals` beside it, which returns an
interval of confidence by name, from resampling.
Source: docs/methods.md, from “Multidimensional poverty” to “Confidence”.
"""

from monitoring.rules.measures.bands import Bands
from monitoring.rules.measures.bootstrap import Interval, Method, Resampling
from monitoring.rules.measures.che import CheResult, che, che_intervals
from monitoring.rules.measures.dependency import DependencyResult, dependency, dependency_intervals
from monitoring.rules.measures.engel import EngelResult, engel, engel_intervals
from monitoring.rules.measures.fgt import FgtResult, fgt, fgt_intervals
from monitoring.rules.measures.gini import GiniResult, gini, gini_intervals
from monitoring.rules.measures.groups import Groups, groups_of
from monitoring.rules.measures.mpi import MpiBounds, MpiGroup, MpiResult, deprivation_scores, mpi, mpi_intervals
from monitoring.rules.measures.mpi_spec import MpiSpec
from monitoring.rules.measures.ppi import PpiResult, Scorecard, ppi, ppi_intervals
from monitoring.rules.measures.quintiles import QuintileResult, quintile_intervals, quintiles
from monitoring.rules.measures.rigid import RigidResult, rigid_intervals, rigid_spending
from monitoring.rules.measures.vep import VepGroup, VepResult, vep, vep_intervals, vulnerable_group
from monitoring.rules.measures.weights import Basis, Counted, Weights, weigh_households, weigh_people

__all__ = [
    "Bands",
    "Basis",
    "CheResult",
    "Counted",
    "DependencyResult",
    "EngelResult",
    "FgtResult",
    "GiniResult",
    "Groups",
    "Interval",
    "Method",
    "MpiBounds",
    "MpiGroup",
    "MpiResult",
    "MpiSpec",
    "PpiResult",
    "QuintileResult",
    "Resampling",
    "RigidResult",
    "Scorecard",
    "VepGroup",
    "VepResult",
    "Weights",
    "che",
    "che_intervals",
    "dependency",
    "dependency_intervals",
    "deprivation_scores",
    "engel",
    "engel_intervals",
    "fgt",
    "fgt_intervals",
    "gini",
    "gini_intervals",
    "groups_of",
    "mpi",
    "mpi_intervals",
    "ppi",
    "ppi_intervals",
    "quintile_intervals",
    "quintiles",
    "rigid_intervals",
    "rigid_spending",
    "vep",
    "vep_intervals",
    "vulnerable_group",
    "weigh_households",
    "weigh_people",
]
