"""Validation rules: a small language of predicates over named facts, its catalogue, and two ways to evaluate it.

`parsing` turns a predicate into typed nodes and refuses what it does not know; `compiling` writes them as SQL that runs
over a whole county at once; `reference` evaluates the same nodes record by record, slowly and plainly, so that tests
can hold one against the other. `reading` builds rules from TOML. Source: docs/methods.md, Register validation rules.
"""
