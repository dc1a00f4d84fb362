"""Where the register keeps each kind of record."""

from registry.rules.words_imports import StagedEntity

RECORD_TABLES = {
    StagedEntity.HOUSEHOLD: "household",
    StagedEntity.PERSON: "person",
    StagedEntity.INCOME: "income",
    StagedEntity.SPENDING: "spending",
    StagedEntity.EVENT: "life_event",
}
