"""Who may enter where, written by hand from what each kind of user comes for; never derived from the grants.

One row for each endpoint. The permission is checked before anything is looked up, so addresses may name what does not
exist. `test_access.py` walks every person through every row.
"""

from dataclasses import dataclass

GET, POST = "GET", "POST"
Who = frozenset[str]


@dataclass(frozen=True)
class Row:
    """One endpoint: how and where to knock, and which roles are let in."""

    endpoint: str
    method: str
    url: str
    who: Who


def roles(names: str) -> Who:
    return frozenset(names.split())


CASEWORKER = roles("caseworker")
REVIEWER = roles("township_reviewer")
OFFICER = roles("county_officer")
SUPERVISOR = roles("supervisor")
FINANCE = roles("finance_officer")
AUDITOR = roles("auditor")
ANALYST = roles("analyst")
ADMINISTRATOR = roles("administrator")
HOUSEHOLD = roles("household_member")
ENTERPRISE = roles("enterprise")
PRODUCER = roles("producer")
INSURER = roles("insurer")
TRAINER = roles("trainer")
COUNSELLOR = roles("counsellor")
ASSESSOR = roles("assessor")

OFFICE = CASEWORKER | REVIEWER | OFFICER | SUPERVISOR | AUDITOR
"""Who may see households, each within their area."""
PARTNERS = ENTERPRISE | PRODUCER | INSURER | TRAINER | COUNSELLOR | ASSESSOR
SIGNED_IN = OFFICE | FINANCE | ANALYST | ADMINISTRATOR | HOUSEHOLD | PARTNERS
EVERYBODY = SIGNED_IN | roles("visitor")

PUBLIC = (
    Row("public.front", GET, "/", EVERYBODY),
    Row("public.search", GET, "/find?q=rice", EVERYBODY),
    Row("public.health", GET, "/healthz", EVERYBODY),
    Row("public.list_pages", GET, "/pages", EVERYBODY),
    Row("public.show_page", GET, "/pages/nothing", EVERYBODY),
    Row("public.show_page_by_id", GET, "/pages/by-number/9", EVERYBODY),
    Row("public.show_money", GET, "/money", EVERYBODY),
)
ACCOUNT = (
    Row("account.show_log_in", GET, "/account/log-in", EVERYBODY),
    Row("account.log_in", POST, "/account/log-in", EVERYBODY),
    Row("account.show_code", GET, "/account/log-in/code", EVERYBODY),
    Row("account.confirm_code", POST, "/account/log-in/code", EVERYBODY),
    Row("account.log_out", POST, "/account/log-out", SIGNED_IN),
    Row("account.home", GET, "/account/home", SIGNED_IN),
    Row("account.show_account", GET, "/account/", SIGNED_IN),
    Row("account.change_password", POST, "/account/password", SIGNED_IN),
    Row("account.show_second_factor", GET, "/account/second-factor", SIGNED_IN),
    Row("account.enrol_second_factor", POST, "/account/second-factor", SIGNED_IN),
    Row("account.list_users", GET, "/account/users", ADMINISTRATOR | AUDITOR),
    Row("account.show_add_user", GET, "/account/users/new", ADMINISTRATOR),
    Row("account.add_user", POST, "/account/users/new", ADMINISTRATOR),
    Row("account.close_user", POST, "/account/users/9999/close", ADMINISTRATOR),
    Row("account.reopen_user", POST, "/account/users/9999/reopen", ADMINISTRATOR),
    Row("account.list_audit", GET, "/account/audit", ADMINISTRATOR | AUDITOR),
)
REGISTRY = (
    Row("registry.list_households", GET, "/registry/households", OFFICE),
    Row("registry.show_household", GET, "/registry/households/9999", OFFICE),
    Row("registry.record_consent", POST, "/registry/households/9999/consents", CASEWORKER),
    Row("registry.withdraw_household_consent", POST, "/registry/households/9999/consents/story/withdraw", CASEWORKER),
    Row("registry.show_reveal", GET, "/registry/people/9999/reveal", REVIEWER | OFFICER),
    Row("registry.reveal", POST, "/registry/people/9999/reveal", REVIEWER | OFFICER),
    Row("registry.show_own_file", GET, "/registry/my-file", HOUSEHOLD),
    Row("registry.give_own_consent", POST, "/registry/my-file/consents/story/give", HOUSEHOLD),
    Row("registry.withdraw_own_consent", POST, "/registry/my-file/consents/story/withdraw", HOUSEHOLD),
    # Administrators look after accounts; what they look for is public.
    Row("registry.search", GET, "/registry/search?q=rice", SIGNED_IN - ADMINISTRATOR),
)
REPORTS = (
    Row("reports.household_pdf", GET, "/reports/households/9999/file.pdf", OFFICE),
    Row("reports.own_pdf", GET, "/reports/my-file.pdf", HOUSEHOLD),
)
DEVELOPMENT = (
    Row("development.list_courses", GET, "/development/courses", OFFICE | TRAINER),
    Row("development.show_course", GET, "/development/courses/9999", OFFICE | TRAINER),
    Row("development.show_add_course", GET, "/development/courses/new", OFFICER | TRAINER),
    Row("development.add", POST, "/development/courses/new", OFFICER | TRAINER),
    Row("development.show_schedule_session", GET, "/development/courses/9999/sessions/new", OFFICER | TRAINER),
    Row("development.schedule", POST, "/development/courses/9999/sessions/new", OFFICER | TRAINER),
    Row("development.show_enrol", GET, "/development/households/9999/enrol", CASEWORKER),
    Row("development.enrol", POST, "/development/households/9999/enrol", CASEWORKER),
    Row("development.show_trainer_home", GET, "/development/my-sessions", TRAINER | COUNSELLOR),
    Row("development.show_sheet", GET, "/development/sessions/9999", TRAINER | COUNSELLOR),
    Row("development.record", POST, "/development/sessions/9999", TRAINER | COUNSELLOR),
    Row("development.list_pages", GET, "/development/pages", OFFICER | AUDITOR),
    Row("development.show_page", GET, "/development/pages/9999", OFFICER | AUDITOR),
    Row("development.show_publish_page", GET, "/development/pages/new", OFFICER),
    Row("development.publish", POST, "/development/pages/new", OFFICER),
    Row("development.withdraw", POST, "/development/pages/9999/withdraw", OFFICER),
)
INSURANCE = (
    Row("insurance.show_insurer_home", GET, "/insurance/", INSURER),
    Row("insurance.list_products", GET, "/insurance/products", OFFICE | FINANCE | INSURER),
    Row("insurance.show_product", GET, "/insurance/products/9999", OFFICE | FINANCE | INSURER),
    Row("insurance.show_publish_product", GET, "/insurance/products/new", INSURER),
    Row("insurance.publish", POST, "/insurance/products/new", INSURER),
    Row("insurance.take_off_sale", POST, "/insurance/products/9999/withdraw", INSURER),
    Row("insurance.list_applications", GET, "/insurance/applications", OFFICE | FINANCE | INSURER | HOUSEHOLD),
    Row("insurance.show_application", GET, "/insurance/applications/9999", OFFICE | FINANCE | INSURER | HOUSEHOLD),
    Row("insurance.show_apply", GET, "/insurance/households/9999/products/9999/apply", CASEWORKER),
    Row("insurance.apply", POST, "/insurance/households/9999/products/9999/apply", CASEWORKER),
    Row("insurance.submit", POST, "/insurance/applications/9999/submit", CASEWORKER),
    Row("insurance.withdraw", POST, "/insurance/applications/9999/withdraw", CASEWORKER | HOUSEHOLD),
    Row("insurance.accept", POST, "/insurance/applications/9999/accept", INSURER),
    Row("insurance.decline", POST, "/insurance/applications/9999/decline", INSURER),
    Row("insurance.record_payment", POST, "/insurance/applications/9999/shares/county/paid", FINANCE | INSURER),
)
INCENTIVES = (
    Row("incentives.list_entries", GET, "/incentives/entries", OFFICE),
    Row("incentives.show_record_entry", GET, "/incentives/entries/new", CASEWORKER),
    Row("incentives.record", POST, "/incentives/entries/new", CASEWORKER),
    # Who records does not confirm.
    Row("incentives.confirm", POST, "/incentives/entries/confirm", REVIEWER | OFFICER),
    Row("incentives.show_reject", GET, "/incentives/entries/9999/reject", REVIEWER | OFFICER),
    Row("incentives.reject", POST, "/incentives/entries/9999/reject", REVIEWER | OFFICER),
    Row("incentives.show_join", GET, "/incentives/households/9999/join", CASEWORKER),
    Row("incentives.join_household", POST, "/incentives/households/9999/join", CASEWORKER),
    Row("incentives.leave_household", POST, "/incentives/households/9999/leave", CASEWORKER),
    Row("incentives.show_schedule", GET, "/incentives/schedule", OFFICE | HOUSEHOLD),
    Row("incentives.load", POST, "/incentives/schedule/load", OFFICER),
    Row("incentives.show_own_points", GET, "/incentives/my-points", HOUSEHOLD),
    Row("incentives.join", POST, "/incentives/my-points/join", HOUSEHOLD),
    Row("incentives.leave", POST, "/incentives/my-points/leave", HOUSEHOLD),
)

ROWS: tuple[Row, ...] = (*PUBLIC, *ACCOUNT, *REGISTRY, *REPORTS, *DEVELOPMENT, *INSURANCE, *INCENTIVES)
