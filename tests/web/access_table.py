"""Who may enter where, written by hand from what each kind of user comes for; never derived from the grants.

One row for each endpoint. The permission is checked before anything is looked up, so addresses may name what does not
exist. `test_access.py` walks every person through every row.
"""

from dataclasses import dataclass

GET, POST = "GET", "POST"
Who = frozenset[str]


@dataclass(frozen=True)
class Row:
    """One endpoint: how and where to knock, and which roles are let in.

    `by_token`: the door is for devices and programs, which bring a token of their own; no session opens it.
    """

    endpoint: str
    method: str
    url: str
    who: Who
    by_token: bool = False


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

TOKEN_MAKERS = OFFICER | ANALYST | ENTERPRISE | PRODUCER | INSURER
"""Who has systems of their own that read from here."""

PUBLIC = (
    Row("public.show_posting", GET, "/postings/nothing", EVERYBODY),
    Row("public.posting_pdf", GET, "/postings/nothing.pdf", EVERYBODY),
    Row("api_pages.show_description", GET, "/api/v1/", EVERYBODY),
    Row("api_pages.show_openapi", GET, "/api/v1/openapi.json", EVERYBODY),
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
    Row("account.show_contact", GET, "/account/contact", SIGNED_IN),
    Row("account.change_contact", POST, "/account/contact", SIGNED_IN),
    Row("account.list_messages", GET, "/account/messages", SIGNED_IN),
    Row("account.mark_message_read", POST, "/account/messages/9999/read", SIGNED_IN),
    Row("account.mark_messages_read", POST, "/account/messages/read", SIGNED_IN),
    Row("account.list_subscriptions", GET, "/account/subscriptions", SIGNED_IN),
    Row("account.add_subscription", POST, "/account/subscriptions", SIGNED_IN),
    Row("account.end_subscription", POST, "/account/subscriptions/9999/end", SIGNED_IN),
    Row("account.mute_subscription", POST, "/account/subscriptions/9999/mute", SIGNED_IN),
    Row("account.list_role_subscriptions", GET, "/account/role-subscriptions", OFFICER),
    Row("account.add_role_subscription", POST, "/account/role-subscriptions", OFFICER),
    Row("account.end_role_subscription", POST, "/account/role-subscriptions/9999/end", OFFICER),
    Row("account.list_tokens", GET, "/account/tokens", TOKEN_MAKERS),
    Row("account.make_token", POST, "/account/tokens", TOKEN_MAKERS),
    Row("account.show_revoke_token", GET, "/account/tokens/9999/revoke", TOKEN_MAKERS),
    Row("account.revoke_token", POST, "/account/tokens/9999/revoke", TOKEN_MAKERS),
    Row("account.list_all_tokens", GET, "/account/all-tokens", ADMINISTRATOR),
    Row("account.show_revoke_any_token", GET, "/account/all-tokens/9999/revoke", ADMINISTRATOR),
    Row("account.revoke_any_token", POST, "/account/all-tokens/9999/revoke", ADMINISTRATOR),
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
KNOWS_FAMILIES = CASEWORKER | REVIEWER | OFFICER
REGISTRY = (
    Row("registry.show_desk", GET, "/registry/desk", OFFICE | ADMINISTRATOR),
    Row("registry.show_export", GET, "/registry/export", OFFICER),
    Row("registry.make_export", POST, "/registry/export", OFFICER),
    Row("registry.show_export_households", GET, "/registry/households/export", OFFICER),
    Row("registry.export_households", POST, "/registry/households/export", OFFICER),
    Row("registry.show_quality", GET, "/registry/quality", OFFICE),
    Row("registry.list_quality_findings", GET, "/registry/quality/findings", OFFICE),
    Row("registry.show_export_findings", GET, "/registry/quality/findings/export", OFFICER),
    Row("registry.export_findings", POST, "/registry/quality/findings/export", OFFICER),
    Row("registry.list_quality_rules", GET, "/registry/quality/rules", OFFICE),
    Row("registry.show_quality_rule", GET, "/registry/quality/rules/nothing", OFFICE),
    Row("registry.show_export_rule_findings", GET, "/registry/quality/rules/nothing/export", OFFICER),
    Row("registry.export_rule_findings", POST, "/registry/quality/rules/nothing/export", OFFICER),
    Row("registry.list_quality_villages", GET, "/registry/quality/villages", OFFICE),
    Row("registry.show_quality_village", GET, "/registry/quality/villages/9999", OFFICE),
    Row("registry.show_export_village_findings", GET, "/registry/quality/villages/9999/export", OFFICER),
    Row("registry.export_village_findings", POST, "/registry/quality/villages/9999/export", OFFICER),
    Row("registry.run_quality", POST, "/registry/quality/runs", OFFICER),
    Row("registry.list_quality_runs", GET, "/registry/quality/runs", OFFICE),
    Row("registry.show_quality_run", GET, "/registry/quality/runs/9999", OFFICE),
    # Whoever mends a record may have it checked again.
    Row("registry.check_quality", POST, "/registry/quality/households/9999/check", CASEWORKER | REVIEWER | OFFICER),
    Row("registry.list_quality_exceptions", GET, "/registry/quality/exceptions", OFFICE),
    Row("registry.show_except_finding", GET, "/registry/quality/findings/9999/except", REVIEWER | OFFICER),
    Row("registry.except_finding", POST, "/registry/quality/findings/9999/except", REVIEWER | OFFICER),
    Row("registry.show_end_exception", GET, "/registry/quality/exceptions/9999/end", REVIEWER | OFFICER),
    Row("registry.end_quality_exception", POST, "/registry/quality/exceptions/9999/end", REVIEWER | OFFICER),
    Row("registry.list_quality_own_rules", GET, "/registry/quality/own-rules", OFFICE),
    Row("registry.show_quality_own_rules", GET, "/registry/quality/own-rules/9999", OFFICE),
    Row("registry.show_store_quality_rules", GET, "/registry/quality/own-rules/new", OFFICER),
    Row("registry.store_quality_rules", POST, "/registry/quality/own-rules/new", OFFICER),
    Row("registry.show_retire_quality_rules", GET, "/registry/quality/own-rules/9999/retire", OFFICER),
    Row("registry.retire_quality_rules", POST, "/registry/quality/own-rules/9999/retire", OFFICER),
    Row("registry.list_postings", GET, "/registry/postings", REVIEWER | OFFICER | AUDITOR),
    Row("registry.show_prepare_posting", GET, "/registry/postings/new", REVIEWER | OFFICER),
    Row("registry.prepare_posting", POST, "/registry/postings/new", REVIEWER | OFFICER),
    Row("registry.show_posting", GET, "/registry/postings/9999", REVIEWER | OFFICER | AUDITOR),
    Row("registry.show_publish_posting", GET, "/registry/postings/9999/publish", OFFICER),
    Row("registry.publish_posting", POST, "/registry/postings/9999/publish", OFFICER),
    Row("registry.show_take_down_posting", GET, "/registry/postings/9999/take-down", REVIEWER | OFFICER),
    Row("registry.take_down_posting", POST, "/registry/postings/9999/take-down", REVIEWER | OFFICER),
    Row("registry.show_ask_correction", GET, "/registry/my-file/corrections", HOUSEHOLD),
    Row("registry.ask_correction", POST, "/registry/my-file/corrections", HOUSEHOLD),
    Row("registry.list_corrections", GET, "/registry/corrections", REVIEWER | OFFICER),
    Row("registry.show_answer_correction", GET, "/registry/corrections/9999", REVIEWER | OFFICER),
    Row("registry.answer_correction", POST, "/registry/corrections/9999", REVIEWER | OFFICER),
    Row("registry.show_retention", GET, "/registry/retention", ADMINISTRATOR | AUDITOR),
    Row("registry.run_retention", POST, "/registry/retention", ADMINISTRATOR),
    Row("registry.show_own_copy", GET, "/registry/my-file/copy", HOUSEHOLD),
    Row("registry.make_own_copy", POST, "/registry/my-file/copy", HOUSEHOLD),
    Row("registry.show_copy", GET, "/registry/households/9999/copy", OFFICER),
    Row("registry.make_copy", POST, "/registry/households/9999/copy", OFFICER),
    Row("registry.list_households", GET, "/registry/households", OFFICE),
    Row("registry.show_household", GET, "/registry/households/9999", OFFICE),
    Row("registry.show_history", GET, "/registry/households/9999/history", OFFICE),
    Row("registry.show_edit_household", GET, "/registry/households/9999/edit", CASEWORKER | REVIEWER | OFFICER),
    Row("registry.edit_household_values", POST, "/registry/households/9999/edit", CASEWORKER | REVIEWER | OFFICER),
    Row("registry.show_edit_person", GET, "/registry/people/9999/edit", CASEWORKER | REVIEWER | OFFICER),
    Row("registry.edit_person_values", POST, "/registry/people/9999/edit", CASEWORKER | REVIEWER | OFFICER),
    Row("registry.choose_change", GET, "/registry/households/9999/changes", REVIEWER | OFFICER),
    Row("registry.show_record_change", GET, "/registry/households/9999/changes/birth", REVIEWER | OFFICER),
    Row("registry.record_change", POST, "/registry/households/9999/changes/birth", REVIEWER | OFFICER),
    Row("registry.show_undo_change", GET, "/registry/changes/9999/undo", REVIEWER | OFFICER),
    Row("registry.undo_change", POST, "/registry/changes/9999/undo", REVIEWER | OFFICER),
    Row("registry.record_consent", POST, "/registry/households/9999/consents", CASEWORKER),
    Row("registry.withdraw_household_consent", POST, "/registry/households/9999/consents/story/withdraw", CASEWORKER),
    Row("registry.show_reveal", GET, "/registry/people/9999/reveal", REVIEWER | OFFICER),
    Row("registry.reveal", POST, "/registry/people/9999/reveal", REVIEWER | OFFICER),
    Row("registry.show_own_file", GET, "/registry/my-file", HOUSEHOLD),
    Row("registry.give_own_consent", POST, "/registry/my-file/consents/story/give", HOUSEHOLD),
    Row("registry.withdraw_own_consent", POST, "/registry/my-file/consents/story/withdraw", HOUSEHOLD),
    Row("registry.list_imports", GET, "/registry/imports", REVIEWER | OFFICER | AUDITOR),
    Row("registry.show_import", GET, "/registry/imports/9999", REVIEWER | OFFICER | AUDITOR),
    Row(
        "registry.show_export_import_errors", GET, "/registry/imports/9999/errors/export", REVIEWER | OFFICER | AUDITOR
    ),
    Row("registry.export_import_errors", POST, "/registry/imports/9999/errors/export", REVIEWER | OFFICER | AUDITOR),
    Row("registry.list_import_records", GET, "/registry/imports/9999/records", REVIEWER | OFFICER | AUDITOR),
    Row("registry.show_upload", GET, "/registry/imports/new", OFFICER),
    Row("registry.stage_upload", POST, "/registry/imports/new", OFFICER),
    Row("registry.download_template", GET, "/registry/imports/templates/county", OFFICER),
    Row("registry.show_commit", GET, "/registry/imports/9999/commit", OFFICER),
    Row("registry.commit_staged", POST, "/registry/imports/9999/commit", OFFICER),
    Row("registry.show_discard", GET, "/registry/imports/9999/discard", OFFICER),
    Row("registry.discard_staged", POST, "/registry/imports/9999/discard", OFFICER),
    Row(
        "registry.list_import_contradictions",
        GET,
        "/registry/imports/9999/contradictions",
        REVIEWER | OFFICER | AUDITOR,
    ),
    Row("registry.show_import_progress", GET, "/registry/imports/9999/progress", REVIEWER | OFFICER | AUDITOR),
    Row("registry.recheck_import_files", POST, "/registry/imports/9999/recheck", OFFICER),
    Row("registry.show_undo_import", GET, "/registry/imports/9999/undo", OFFICER),
    Row("registry.undo_committed_import", POST, "/registry/imports/9999/undo", OFFICER),
    Row("registry.list_contradictions", GET, "/registry/contradictions", REVIEWER | OFFICER | AUDITOR),
    Row("registry.show_export_contradictions", GET, "/registry/contradictions/export", REVIEWER | OFFICER | AUDITOR),
    Row("registry.export_contradictions", POST, "/registry/contradictions/export", REVIEWER | OFFICER | AUDITOR),
    # Whoever knows the family may decide, and sees nobody beyond their village.
    Row("registry.show_decide_contradictions", GET, "/registry/people/9999/contradictions", KNOWS_FAMILIES),
    Row("registry.decide_person_contradictions", POST, "/registry/people/9999/contradictions", KNOWS_FAMILIES),
    Row("registry.list_profiles", GET, "/registry/profiles", OFFICER | AUDITOR),
    Row("registry.show_profile", GET, "/registry/profiles/county", OFFICER | AUDITOR),
    Row("registry.show_copy_profile", GET, "/registry/profiles/county/copy", OFFICER),
    Row("registry.copy_profile", POST, "/registry/profiles/county/copy", OFFICER),
    Row("registry.show_try_profile", GET, "/registry/profiles/county/try", OFFICER),
    Row("registry.try_on_sample", POST, "/registry/profiles/county/try", OFFICER),
    Row("registry.retire_import_profile", POST, "/registry/profiles/nothing/retire", OFFICER),
    Row("registry.offer_import_profile", POST, "/registry/profiles/nothing/offer", OFFICER),
    Row("registry.show_edit_profile_text", GET, "/registry/profiles/nothing/text", OFFICER),
    Row("registry.edit_profile_text", POST, "/registry/profiles/nothing/text", OFFICER),
    Row("registry.show_edit_profile_sheet", GET, "/registry/profiles/nothing/sheets/1", OFFICER),
    Row("registry.edit_profile_sheet", POST, "/registry/profiles/nothing/sheets/1", OFFICER),
    Row("registry.remove_profile_sheet", POST, "/registry/profiles/nothing/sheets/1/remove", OFFICER),
    # Who looks after duplicates sees both records; auditors read along.
    Row("registry.show_linkage", GET, "/registry/duplicates", REVIEWER | OFFICER | AUDITOR),
    Row("registry.show_export_duplicates", GET, "/registry/duplicates/export", OFFICER),
    Row("registry.export_duplicates", POST, "/registry/duplicates/export", OFFICER),
    Row("registry.show_duplicate", GET, "/registry/duplicates/9999", REVIEWER | OFFICER | AUDITOR),
    Row("registry.list_link_decisions", GET, "/registry/duplicates/decisions", REVIEWER | OFFICER | AUDITOR),
    Row("registry.list_link_runs", GET, "/registry/duplicates/runs", REVIEWER | OFFICER | AUDITOR),
    Row("registry.show_link_run", GET, "/registry/duplicates/runs/9999", REVIEWER | OFFICER | AUDITOR),
    Row("registry.show_export_link_run", GET, "/registry/duplicates/runs/9999/export", OFFICER),
    Row("registry.export_link_run", POST, "/registry/duplicates/runs/9999/export", OFFICER),
    Row("registry.decide_duplicate", POST, "/registry/duplicates/9999/decide", REVIEWER | OFFICER),
    Row("registry.recheck_duplicate", POST, "/registry/duplicates/9999/recheck", REVIEWER | OFFICER),
    Row("registry.show_merge", GET, "/registry/duplicates/9999/merge", REVIEWER | OFFICER),
    Row("registry.merge_duplicate", POST, "/registry/duplicates/9999/merge", REVIEWER | OFFICER),
    Row("registry.show_undo_decision", GET, "/registry/duplicates/decisions/9999/undo", REVIEWER | OFFICER),
    Row("registry.undo_link_decision", POST, "/registry/duplicates/decisions/9999/undo", REVIEWER | OFFICER),
    Row("registry.show_accept_likely", GET, "/registry/duplicates/runs/9999/accept", REVIEWER | OFFICER),
    Row("registry.accept_likely_pairs", POST, "/registry/duplicates/runs/9999/accept", REVIEWER | OFFICER),
    Row("registry.show_start_linkage", GET, "/registry/duplicates/runs/new", OFFICER),
    Row("registry.start_linkage", POST, "/registry/duplicates/runs/new", OFFICER),
    Row("registry.show_link_file", GET, "/registry/duplicates/runs/file", OFFICER),
    Row("registry.link_file", POST, "/registry/duplicates/runs/file", OFFICER),
    # Administrators look after accounts; what they look for is public.
    Row("registry.search", GET, "/registry/search?q=rice", SIGNED_IN - ADMINISTRATOR),
)
COLLECTION_SEEN = REVIEWER | OFFICER | AUDITOR
COLLECTION = (
    Row("collection.list_submissions", GET, "/collection/submissions", COLLECTION_SEEN),
    Row("collection.show_export_submissions", GET, "/collection/submissions/export", COLLECTION_SEEN),
    Row("collection.export_submissions", POST, "/collection/submissions/export", COLLECTION_SEEN),
    Row("collection.show_submission", GET, "/collection/submissions/9999", COLLECTION_SEEN),
    Row("collection.show_submission_file", GET, "/collection/submissions/9999/files/9999", COLLECTION_SEEN),
    Row("collection.stage", POST, "/collection/submissions/stage", REVIEWER | OFFICER),
    Row("collection.show_return", GET, "/collection/submissions/9999/return", REVIEWER | OFFICER),
    Row("collection.return_to_field", POST, "/collection/submissions/9999/return", REVIEWER | OFFICER),
    Row("collection.show_discard", GET, "/collection/submissions/9999/discard", REVIEWER | OFFICER),
    Row("collection.discard", POST, "/collection/submissions/9999/discard", REVIEWER | OFFICER),
    Row("collection.take_up", POST, "/collection/submissions/9999/take-up", REVIEWER | OFFICER),
    Row("collection.show_conflict", GET, "/collection/submissions/9999/conflict", REVIEWER | OFFICER),
    Row("collection.decide", POST, "/collection/submissions/9999/conflict", REVIEWER | OFFICER),
    Row("collection.reveal_answers", POST, "/collection/submissions/9999/reveal", REVIEWER | OFFICER),
    Row("collection.reveal_conflict", POST, "/collection/submissions/9999/conflict/reveal", REVIEWER | OFFICER),
    Row("collection.list_decisions", GET, "/collection/decisions", COLLECTION_SEEN),
    Row("collection.show_export_decisions", GET, "/collection/decisions/export", COLLECTION_SEEN),
    Row("collection.export_decisions", POST, "/collection/decisions/export", COLLECTION_SEEN),
    Row("collection.list_forms", GET, "/collection/forms", COLLECTION_SEEN),
    Row("collection.show_form", GET, "/collection/forms/9999", COLLECTION_SEEN),
    Row("collection.download_workbook", GET, "/collection/versions/9999/workbook", COLLECTION_SEEN),
    Row("collection.show_publish", GET, "/collection/forms/new", OFFICER),
    Row("collection.make_own", POST, "/collection/forms/new", OFFICER),
    Row("collection.show_upload", GET, "/collection/forms/upload", OFFICER),
    Row("collection.publish", POST, "/collection/forms/upload", OFFICER),
    Row("collection.show_publish_version", GET, "/collection/forms/9999/versions/new", OFFICER),
    Row("collection.publish_next", POST, "/collection/forms/9999/versions/new", OFFICER),
    Row("collection.publish_own_version", POST, "/collection/forms/9999/versions/own", OFFICER),
    Row("collection.download_sheet", GET, "/collection/forms/9999/sheet", OFFICER),
    Row("collection.show_move", GET, "/collection/forms/9999/move/closed", OFFICER),
    Row("collection.move", POST, "/collection/forms/9999/move/closed", OFFICER),
    Row("collection.list_devices", GET, "/collection/devices", COLLECTION_SEEN),
    Row("collection.show_issue", GET, "/collection/devices/new", OFFICER),
    Row("collection.issue", POST, "/collection/devices/new", OFFICER),
    Row("collection.show_renew", GET, "/collection/devices/9999/renew", OFFICER),
    Row("collection.renew", POST, "/collection/devices/9999/renew", OFFICER),
    Row("collection.show_revoke", GET, "/collection/devices/9999/revoke", OFFICER),
    Row("collection.revoke", POST, "/collection/devices/9999/revoke", OFFICER),
    Row("collection.list_for_clients", GET, "/collection/openrosa/formList", EVERYBODY, by_token=True),
    Row("collection.download_form", GET, "/collection/openrosa/forms/9999/form.xml", EVERYBODY, by_token=True),
    Row("collection.download_manifest", GET, "/collection/openrosa/forms/9999/manifest", EVERYBODY, by_token=True),
    Row("collection.download_media", GET, "/collection/openrosa/forms/9999/media/a.csv", EVERYBODY, by_token=True),
    Row("collection.greet_client", GET, "/collection/openrosa/submission", EVERYBODY, by_token=True),
    Row("collection.take_submission", POST, "/collection/openrosa/submission", EVERYBODY, by_token=True),
)
PLACES_READ = REVIEWER | OFFICER | AUDITOR | ADMINISTRATOR
FIELDS_READ = REVIEWER | OFFICER | AUDITOR | ANALYST
PLACES = (
    Row("registry.list_regions", GET, "/registry/regions", PLACES_READ),
    Row("registry.show_region", GET, "/registry/regions/9999", PLACES_READ),
    Row("registry.show_region_change", GET, "/registry/regions/9999/merge", OFFICER),
    Row("registry.change_region", POST, "/registry/regions/9999/merge", OFFICER),
    Row("registry.list_fields", GET, "/registry/fields", FIELDS_READ),
    Row("registry.download_field_template", GET, "/registry/fields/template/household", FIELDS_READ),
    Row("registry.show_field", GET, "/registry/fields/9999", FIELDS_READ),
    Row("registry.show_define_field", GET, "/registry/fields/new", OFFICER),
    Row("registry.define_field", POST, "/registry/fields/new", OFFICER),
    Row("registry.show_change_field", GET, "/registry/fields/9999/edit", OFFICER),
    Row("registry.change_field", POST, "/registry/fields/9999/edit", OFFICER),
    Row("registry.show_retire_field", GET, "/registry/fields/9999/retire", OFFICER),
    Row("registry.retire_field", POST, "/registry/fields/9999/retire", OFFICER),
    Row("registry.resume_field", POST, "/registry/fields/9999/resume", OFFICER),
)
REPORTS = (
    Row("reports.household_pdf", GET, "/reports/households/9999/file.pdf", OFFICE),
    Row("reports.own_pdf", GET, "/reports/my-file.pdf", HOUSEHOLD),
)
STATISTICS_SEEN = REVIEWER | OFFICER | SUPERVISOR | FINANCE | AUDITOR | ANALYST
STATISTICS = (
    Row("statistics.show_statistics", GET, "/statistics/", STATISTICS_SEEN),
    Row("statistics.show_table", GET, "/statistics/table", STATISTICS_SEEN),
    Row("statistics.export_table", GET, "/statistics/table/file", OFFICER | ANALYST),
    Row("statistics.show_map", GET, "/statistics/map", STATISTICS_SEEN),
    Row("statistics.list_shapes", GET, "/statistics/shapes", OFFICER),
    Row("statistics.load_shapes", POST, "/statistics/shapes", OFFICER),
    Row("statistics.show_measures", GET, "/statistics/measures", STATISTICS_SEEN),
    Row("statistics.export_measures", GET, "/statistics/measures/file", OFFICER | ANALYST),
    Row("statistics.list_rounds", GET, "/statistics/rounds", STATISTICS_SEEN),
    Row("statistics.show_freeze_round", GET, "/statistics/rounds/new", OFFICER | ANALYST),
    Row("statistics.freeze_round", POST, "/statistics/rounds/new", OFFICER | ANALYST),
    Row("statistics.show_round", GET, "/statistics/rounds/9999", STATISTICS_SEEN),
    Row("statistics.compare_rounds", GET, "/statistics/rounds/9999/compare?with=9998", STATISTICS_SEEN),
    Row("statistics.export_round", GET, "/statistics/rounds/9999/file?table=class", OFFICER | ANALYST),
    Row("statistics.export_round_measures", GET, "/statistics/rounds/9999/measures/file", OFFICER | ANALYST),
    Row("statistics.show_bulletin", GET, "/statistics/rounds/9999/bulletin.pdf", STATISTICS_SEEN),
)
GRADES_OVERSEEN = REVIEWER | OFFICER | SUPERVISOR | AUDITOR
# Analysts see counts and rules, never a family's grade.
FIGURES_SEEN = GRADES_OVERSEEN | ANALYST
MONITORING = (
    Row("monitoring.show_cockpit", GET, "/monitoring/", FIGURES_SEEN),
    Row("monitoring.list_rounds", GET, "/monitoring/rounds", FIGURES_SEEN),
    Row("monitoring.show_round", GET, "/monitoring/rounds/9999", FIGURES_SEEN),
    Row("monitoring.list_round_changes", GET, "/monitoring/rounds/9999/changes", GRADES_OVERSEEN),
    Row("monitoring.show_export_round_changes", GET, "/monitoring/rounds/9999/changes/export", OFFICER),
    Row("monitoring.export_round_changes", POST, "/monitoring/rounds/9999/changes/export", OFFICER),
    Row("monitoring.show_start_round", GET, "/monitoring/rounds/new", OFFICER),
    Row("monitoring.start_grading", POST, "/monitoring/rounds/new", OFFICER),
    Row("monitoring.await_round", GET, "/monitoring/rounds/awaited", OFFICER),
    Row("monitoring.show_remove_round", GET, "/monitoring/rounds/9999/remove", OFFICER),
    Row("monitoring.remove", POST, "/monitoring/rounds/9999/remove", OFFICER),
    Row("monitoring.show_rules_in_force", GET, "/monitoring/rules", OFFICE | ANALYST),
    Row("monitoring.show_rule_set", GET, "/monitoring/rules/9999", OFFICE | ANALYST),
)
REGISTERING = CASEWORKER | REVIEWER | OFFICER
DECIDING = REVIEWER | OFFICER
CASEWORK = (
    Row("casework.show_today", GET, "/casework/today", CASEWORKER),
    Row("casework.list_leads", GET, "/casework/leads", OFFICE),
    Row("casework.show_export_leads", GET, "/casework/leads/export", OFFICE),
    Row("casework.export_leads", POST, "/casework/leads/export", OFFICE),
    Row("casework.show_lead", GET, "/casework/leads/9999", OFFICE),
    Row("casework.show_register_lead", GET, "/casework/households/9999/leads/new", REGISTERING),
    Row("casework.register_lead", POST, "/casework/households/9999/leads/new", REGISTERING),
    Row("casework.show_record_objection", GET, "/casework/leads/9999/objection", REGISTERING),
    Row("casework.record_objection", POST, "/casework/leads/9999/objection", REGISTERING),
    # One person checks at the door, another decides.
    Row("casework.start_check", POST, "/casework/leads/9999/start", CASEWORKER),
    Row("casework.show_verify_lead", GET, "/casework/leads/9999/verify", CASEWORKER),
    Row("casework.verify_lead", POST, "/casework/leads/9999/verify", CASEWORKER),
    Row("casework.show_withdraw_lead", GET, "/casework/leads/9999/withdraw", CASEWORKER),
    Row("casework.withdraw_lead", POST, "/casework/leads/9999/withdraw", CASEWORKER),
    Row("casework.show_decide_lead", GET, "/casework/leads/9999/decide", DECIDING),
    Row("casework.decide_lead", POST, "/casework/leads/9999/decide", DECIDING),
    Row("casework.show_case", GET, "/casework/cases/9999", OFFICE),
    Row("casework.agree_plan", POST, "/casework/cases/9999/agree", CASEWORKER),
    Row("casework.show_add_measure", GET, "/casework/cases/9999/measures/new", CASEWORKER),
    Row("casework.add_measure", POST, "/casework/cases/9999/measures/new", CASEWORKER),
    Row("casework.show_change_measure", GET, "/casework/measures/9999", CASEWORKER),
    Row("casework.change_measure", POST, "/casework/measures/9999", CASEWORKER),
    Row("casework.show_record_visit", GET, "/casework/cases/9999/visit", CASEWORKER),
    Row("casework.record_visit", POST, "/casework/cases/9999/visit", CASEWORKER),
    Row("casework.show_close_case", GET, "/casework/cases/9999/close", OFFICER),
    Row("casework.close_case", POST, "/casework/cases/9999/close", OFFICER),
    Row("casework.show_pairing", GET, "/casework/pairing", OFFICER | SUPERVISOR | AUDITOR),
    Row("casework.show_run", GET, "/casework/pairing/runs/9999", OFFICER | SUPERVISOR | AUDITOR),
    Row("casework.show_export_run", GET, "/casework/pairing/runs/9999/export", OFFICER | SUPERVISOR | AUDITOR),
    Row("casework.export_run", POST, "/casework/pairing/runs/9999/export", OFFICER | SUPERVISOR | AUDITOR),
    Row("casework.propose_pairs", POST, "/casework/pairing", SUPERVISOR),
    Row("casework.review_selected", POST, "/casework/pairing/runs/9999/review", SUPERVISOR),
    Row("casework.show_confirm_run", GET, "/casework/pairing/runs/9999/confirm", SUPERVISOR),
    Row("casework.confirm_pairs", POST, "/casework/pairing/runs/9999/confirm", SUPERVISOR),
    Row("casework.show_reject_pair", GET, "/casework/pairing/proposals/9999/reject", SUPERVISOR),
    Row("casework.reject_pair", POST, "/casework/pairing/proposals/9999/reject", SUPERVISOR),
    Row("casework.show_end_assignment", GET, "/casework/cases/9999/assignment/end", SUPERVISOR),
    Row("casework.end_caseworker_assignment", POST, "/casework/cases/9999/assignment/end", SUPERVISOR),
    Row("casework.list_caseloads", GET, "/casework/caseloads", REVIEWER | OFFICER | SUPERVISOR | AUDITOR),
    Row("casework.show_export_caseloads", GET, "/casework/caseloads/export", REVIEWER | OFFICER | SUPERVISOR | AUDITOR),
    Row("casework.export_caseloads", POST, "/casework/caseloads/export", REVIEWER | OFFICER | SUPERVISOR | AUDITOR),
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
    Row(
        "insurance.show_export_applications",
        GET,
        "/insurance/applications/export",
        OFFICE | FINANCE | INSURER | HOUSEHOLD,
    ),
    Row(
        "insurance.export_applications", POST, "/insurance/applications/export", OFFICE | FINANCE | INSURER | HOUSEHOLD
    ),
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
GIVERS = ENTERPRISE | PRODUCER
GIFTS_SEEN = GIVERS | FINANCE | OFFICER | AUDITOR
MARKET = (
    Row("marketplace.show_public_market", GET, "/marketplace/market", EVERYBODY),
    Row("marketplace.show_public_listing", GET, "/marketplace/market/goods/9999", EVERYBODY),
    Row("marketplace.show_public_offer", GET, "/marketplace/market/offers/9999", EVERYBODY),
    Row("marketplace.list_offers", GET, "/marketplace/offers", OFFICE),
    Row("marketplace.show_offer", GET, "/marketplace/offers/9999", OFFICE | ENTERPRISE),
    Row(
        "marketplace.show_draw_on_offer",
        GET,
        "/marketplace/offers/9999/draw?household_id=9999&case_id=9999",
        CASEWORKER,
    ),
    Row("marketplace.draw_on_offer_for", POST, "/marketplace/offers/9999/draw", CASEWORKER),
    Row("marketplace.list_requests", GET, "/marketplace/requests", OFFICE | ENTERPRISE),
    Row("marketplace.show_export_requests", GET, "/marketplace/requests/export", OFFICE | ENTERPRISE),
    Row("marketplace.export_requests", POST, "/marketplace/requests/export", OFFICE | ENTERPRISE),
    Row("marketplace.show_request", GET, "/marketplace/requests/9999", OFFICE | ENTERPRISE),
    Row("marketplace.withdraw_request", POST, "/marketplace/requests/9999/withdraw", CASEWORKER),
    Row("marketplace.accept_request", POST, "/marketplace/requests/9999/accept", ENTERPRISE),
    Row("marketplace.decline_request", POST, "/marketplace/requests/9999/decline", ENTERPRISE),
    Row("marketplace.record_delivery", POST, "/marketplace/requests/9999/deliver", ENTERPRISE),
    Row("marketplace.show_enterprise_home", GET, "/marketplace/our-offers", ENTERPRISE),
    Row("marketplace.show_post_offer", GET, "/marketplace/offers/new", ENTERPRISE),
    Row("marketplace.post_offer", POST, "/marketplace/offers/new", ENTERPRISE),
    Row("marketplace.show_change_offer", GET, "/marketplace/offers/9999/change", ENTERPRISE),
    Row("marketplace.change_offer", POST, "/marketplace/offers/9999/change", ENTERPRISE),
    Row("marketplace.publish_offer", POST, "/marketplace/offers/9999/publish", ENTERPRISE),
    Row("marketplace.pause_offer", POST, "/marketplace/offers/9999/pause", ENTERPRISE),
    Row("marketplace.show_close_offer", GET, "/marketplace/offers/9999/close", ENTERPRISE),
    Row("marketplace.close_offer", POST, "/marketplace/offers/9999/close", ENTERPRISE),
    Row("marketplace.show_producer_home", GET, "/marketplace/our-goods", PRODUCER),
    Row("marketplace.show_create_listing", GET, "/marketplace/our-goods/new", PRODUCER),
    Row("marketplace.create_listing", POST, "/marketplace/our-goods/new", PRODUCER),
    Row("marketplace.show_own_listing", GET, "/marketplace/our-goods/9999", PRODUCER),
    Row("marketplace.show_change_listing", GET, "/marketplace/our-goods/9999/change", PRODUCER),
    Row("marketplace.change_listing", POST, "/marketplace/our-goods/9999/change", PRODUCER),
    Row("marketplace.submit_listing", POST, "/marketplace/our-goods/9999/submit", PRODUCER),
    Row("marketplace.withdraw_listing", POST, "/marketplace/our-goods/9999/withdraw", PRODUCER),
    Row("marketplace.list_goods", GET, "/marketplace/goods", OFFICER),
    Row("marketplace.show_goods", GET, "/marketplace/goods/9999", OFFICER),
    Row("marketplace.recommend", POST, "/marketplace/goods/9999/recommend", OFFICER),
    Row("marketplace.send_back", POST, "/marketplace/goods/9999/send-back", OFFICER),
    Row("marketplace.list_counties", GET, "/marketplace/counties", ADMINISTRATOR),
    Row("marketplace.admit", POST, "/marketplace/counties", ADMINISTRATOR),
    Row("marketplace.list_donations", GET, "/marketplace/donations", GIFTS_SEEN),
    Row("marketplace.show_donation", GET, "/marketplace/donations/9999", GIFTS_SEEN),
    Row("marketplace.show_give", GET, "/marketplace/donations/new", GIVERS),
    Row("marketplace.give", POST, "/marketplace/donations/new", GIVERS),
    Row("marketplace.ask_provider", POST, "/marketplace/donations/9999/ask", GIVERS),
    Row("marketplace.resume", POST, "/marketplace/donations/9999/resume", GIVERS),
    Row("marketplace.show_record_gift", GET, "/marketplace/donations/record", FINANCE),
    Row("marketplace.record_gift", POST, "/marketplace/donations/record", FINANCE),
)
BOOKS_SEEN = FINANCE | OFFICER | AUDITOR
LEDGER = (
    Row("ledger.list_accounts", GET, "/ledger/accounts", BOOKS_SEEN),
    Row("ledger.show_account", GET, "/ledger/accounts/9999", BOOKS_SEEN),
    Row("ledger.show_journal", GET, "/ledger/journals/9999", BOOKS_SEEN),
    Row("ledger.list_payments", GET, "/ledger/payments", BOOKS_SEEN),
    Row("ledger.show_export_payments", GET, "/ledger/payments/export", BOOKS_SEEN),
    Row("ledger.export_payments", POST, "/ledger/payments/export", BOOKS_SEEN),
    Row("ledger.show_payment", GET, "/ledger/payments/9999", BOOKS_SEEN),
    Row("ledger.confirm_payment", POST, "/ledger/payments/9999/confirm", FINANCE),
    Row("ledger.ask_provider", POST, "/ledger/payments/9999/ask", FINANCE),
    Row("ledger.show_reverse_journal", GET, "/ledger/journals/9999/reverse", FINANCE),
    Row("ledger.reverse_journal", POST, "/ledger/journals/9999/reverse", FINANCE),
    Row("ledger.show_cancel_payment", GET, "/ledger/payments/9999/cancel", FINANCE),
    Row("ledger.cancel_payment", POST, "/ledger/payments/9999/cancel", FINANCE),
)
# Payment services bring no session: they prove themselves by a signature.
HOOKS = (Row("hooks.take_notice", POST, "/hooks/stripe", EVERYBODY),)

ROWS: tuple[Row, ...] = (
    *PUBLIC,
    *ACCOUNT,
    *REGISTRY,
    *PLACES,
    *COLLECTION,
    *REPORTS,
    *STATISTICS,
    *MONITORING,
    *CASEWORK,
    *DEVELOPMENT,
    *INSURANCE,
    *INCENTIVES,
    *MARKET,
    *LEDGER,
    *HOOKS,
)
