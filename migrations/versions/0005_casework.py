"""Tables of casework: leads, cases with causes, plan, visits and caseworkers, pairing runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pairing_proposal',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('run_id', sa.BigInteger(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('caseworker_id', sa.BigInteger(), nullable=False),
    sa.Column('cost', sa.BigInteger(), nullable=False),
    sa.Column('distance_m', sa.BigInteger(), nullable=True),
    sa.Column('skill_cost', sa.BigInteger(), nullable=False),
    sa.Column('changed_cost', sa.BigInteger(), nullable=False),
    sa.Column('village_cost', sa.BigInteger(), nullable=False),
    sa.Column('language_cost', sa.BigInteger(), nullable=False),
    sa.Column('runner_up_id', sa.BigInteger(), nullable=True),
    sa.Column('runner_up_cost', sa.BigInteger(), nullable=True),
    sa.Column('runner_up_reason', sa.Enum('costlier', 'full', 'none', name='runner_up_reason', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'confirmed', 'rejected', 'superseded', name='proposal_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('decision_reason', sa.String(length=400), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_pairing_proposal_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_proposal'))
    )
    op.create_index('ix_pairing_proposal_run_id', 'pairing_proposal', ['run_id'], unique=False)
    op.create_table('lead',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('channel', sa.Enum('self_report', 'visit', 'grading', 'comparison', 'hotline', name='lead_channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('open', 'verifying', 'verified', 'confirmed', 'not_confirmed', 'withdrawn', name='lead_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('colour', sa.Enum('red', 'orange', 'yellow', 'blue', 'unknown', 'green', name='colour', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('round_id', sa.BigInteger(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.BigInteger(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.String(length=1000), server_default='', nullable=False),
    sa.Column('proposed_causes', postgresql.ARRAY(sa.String(length=40)), server_default='{}', nullable=False),
    sa.Column('checking_by_id', sa.BigInteger(), nullable=True),
    sa.Column('verified_by_id', sa.BigInteger(), nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finding', sa.String(length=2000), nullable=True),
    sa.Column('found_causes', postgresql.ARRAY(sa.String(length=40)), server_default='{}', nullable=False),
    sa.Column('is_data_checked', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('objection', sa.String(length=1000), nullable=True),
    sa.Column('barred_verifier_id', sa.BigInteger(), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_reason', sa.String(length=1000), nullable=True),
    sa.ForeignKeyConstraint(['barred_verifier_id'], ['app_user.id'], name=op.f('fk_lead_barred_verifier_id_app_user')),
    sa.ForeignKeyConstraint(['checking_by_id'], ['app_user.id'], name=op.f('fk_lead_checking_by_id_app_user')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['app_user.id'], name=op.f('fk_lead_decided_by_id_app_user')),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_lead_household_id_region_path_household'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['opened_by_id'], ['app_user.id'], name=op.f('fk_lead_opened_by_id_app_user')),
    sa.ForeignKeyConstraint(['verified_by_id'], ['app_user.id'], name=op.f('fk_lead_verified_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead'))
    )
    op.create_index('ix_lead_household_id', 'lead', ['household_id', 'opened_at'], unique=False)
    op.create_index('ix_lead_region_path', 'lead', ['region_path', 'state', 'due_at'], unique=False)
    op.create_index('uq_lead_open', 'lead', ['household_id'], unique=True, postgresql_where=sa.text("state in ('open', 'verifying', 'verified')"))
    op.create_table('pairing_exclusion',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('caseworker_id', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Enum('kin', 'complaint', 'rejected', name='exclusion_reason', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.String(length=400), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['caseworker_id'], ['app_user.id'], name=op.f('fk_pairing_exclusion_caseworker_id_app_user')),
    sa.ForeignKeyConstraint(['created_by_id'], ['app_user.id'], name=op.f('fk_pairing_exclusion_created_by_id_app_user')),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_pairing_exclusion_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_exclusion')),
    sa.UniqueConstraint('household_id', 'caseworker_id', name=op.f('uq_pairing_exclusion_household_id_caseworker_id'))
    )
    op.create_table('pairing_run',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('scope_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger(), nullable=True),
    sa.Column('weights', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'confirmed', 'discarded', name='run_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['app_user.id'], name=op.f('fk_pairing_run_created_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_run'))
    )
    op.create_index('ix_pairing_run_scope_path', 'pairing_run', ['scope_path', 'created_at'], unique=False)
    op.create_table('case_file',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('episode', sa.SmallInteger(), nullable=False),
    sa.Column('lead_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Enum('open', 'plan_agreed', 'closed', name='case_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.BigInteger(), nullable=True),
    sa.Column('plan_due_on', sa.Date(), nullable=False),
    sa.Column('plan_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('close_reason', sa.Enum('moved_away', 'died', 'merged', 'opened_in_error', name='close_reason', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.ForeignKeyConstraint(['closed_by_id'], ['app_user.id'], name=op.f('fk_case_file_closed_by_id_app_user')),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_case_file_household_id_region_path_household'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_case_file_lead_id_lead')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['app_user.id'], name=op.f('fk_case_file_opened_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_file')),
    sa.UniqueConstraint('household_id', 'episode', name=op.f('uq_case_file_household_id_episode')),
    sa.UniqueConstraint('lead_id', name=op.f('uq_case_file_lead_id')),
    sa.UniqueConstraint('number', name=op.f('uq_case_file_number'))
    )
    op.create_index('ix_case_file_region_path', 'case_file', ['region_path', 'id'], unique=False, postgresql_where=sa.text("state <> 'closed'"))
    op.create_index('uq_case_file_open', 'case_file', ['household_id'], unique=True, postgresql_where=sa.text("state <> 'closed'"))
    op.create_table('pairing_shortage',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('run_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('missing', sa.Enum('capacity', 'language', 'allowed', name='missing', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=True),
    sa.Column('households', sa.BigInteger(), nullable=False),
    sa.Column('urgency', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['pairing_run.id'], name=op.f('fk_pairing_shortage_run_id_pairing_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_shortage'))
    )
    op.create_index('ix_pairing_shortage_run_id', 'pairing_shortage', ['run_id'], unique=False)
    op.create_table('assignment',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('caseworker_id', sa.BigInteger(), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.String(length=400), server_default='', nullable=False),
    sa.Column('pairing_proposal_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_assignment_case_id_case_file')),
    sa.ForeignKeyConstraint(['caseworker_id'], ['app_user.id'], name=op.f('fk_assignment_caseworker_id_app_user')),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_assignment_household_id_region_path_household'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['pairing_proposal_id'], ['pairing_proposal.id'], name=op.f('fk_assignment_pairing_proposal_id_pairing_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment'))
    )
    op.create_index('ix_assignment_caseworker_id', 'assignment', ['caseworker_id'], unique=False, postgresql_where=sa.text('ended_on is null'))
    op.create_index('ix_assignment_household_id', 'assignment', ['household_id', 'started_on'], unique=False)
    op.create_index('uq_assignment_current', 'assignment', ['case_id'], unique=True, postgresql_where=sa.text('ended_on is null'))
    op.create_table('case_cause',
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('cause', sa.Enum('illness', 'disability', 'schooling', 'child_out_of_school', 'natural_disaster', 'accident', 'business_failure', 'unstable_work', 'lack_of_labour', 'housing', 'water', 'lack_of_skill', 'lack_of_funds', 'lack_of_land', 'transport', 'low_confidence', 'low_income', 'cover_gap', 'other', name='cause', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('is_main', sa.Boolean(), nullable=False),
    sa.Column('source', sa.Enum('rule', 'person', name='cause_source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.String(length=400), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_cause_case_id_case_file')),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_case_cause_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('case_id', 'cause', name=op.f('pk_case_cause'))
    )
    op.create_index('uq_case_cause_main', 'case_cause', ['case_id'], unique=True, postgresql_where=sa.text('is_main'))
    op.create_table('case_note',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('kind', sa.Enum('colour', 'report', name='note_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.String(length=1000), server_default='', nullable=False),
    sa.Column('colour', sa.Enum('red', 'orange', 'yellow', 'blue', 'unknown', 'green', name='colour', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('round_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_case_note_case_id_case_file')),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_case_note_household_id_region_path_household'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['noted_by_id'], ['app_user.id'], name=op.f('fk_case_note_noted_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_note')),
    sa.UniqueConstraint('case_id', 'round_id', name=op.f('uq_case_note_case_id_round_id'))
    )
    op.create_index('ix_case_note_household_id', 'case_note', ['household_id', 'noted_at'], unique=False)
    op.create_table('plan_measure',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('kind', sa.Enum('industry', 'employment', 'finance', 'public_job', 'housing', 'water', 'compulsory_school', 'education', 'health', 'safety_net', 'society', 'relocation', 'living', 'infrastructure', 'encouragement', name='measure_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('cause', sa.Enum('illness', 'disability', 'schooling', 'child_out_of_school', 'natural_disaster', 'accident', 'business_failure', 'unstable_work', 'lack_of_labour', 'housing', 'water', 'lack_of_skill', 'lack_of_funds', 'lack_of_land', 'transport', 'low_confidence', 'low_income', 'cover_gap', 'other', name='cause', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('source_kind', sa.Enum('own', 'assistance_request', 'cover_application', 'course_session', name='measure_source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.Enum('proposed', 'agreed', 'under_way', 'done', 'dropped', name='measure_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('responsible_id', sa.BigInteger(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('budget_minor', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=3), server_default='CNY', nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.BigInteger(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=400), server_default='', nullable=False),
    sa.CheckConstraint("(source_kind = 'own') = (source_id is null)", name=op.f('ck_plan_measure_source')),
    sa.CheckConstraint('budget_minor >= 0', name=op.f('ck_plan_measure_budget')),
    sa.ForeignKeyConstraint(['added_by_id'], ['app_user.id'], name=op.f('fk_plan_measure_added_by_id_app_user')),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_plan_measure_case_id_case_file')),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_plan_measure_household_id_region_path_household'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['responsible_id'], ['app_user.id'], name=op.f('fk_plan_measure_responsible_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_measure'))
    )
    op.create_index('ix_plan_measure_case_id', 'plan_measure', ['case_id'], unique=False)
    op.create_index('ix_plan_measure_household_id', 'plan_measure', ['household_id'], unique=False)
    op.create_index('ix_plan_measure_source_id', 'plan_measure', ['source_id', 'source_kind'], unique=False)
    op.create_table('visit',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('visitor_id', sa.BigInteger(), nullable=False),
    sa.Column('visited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.String(length=2000), nullable=False),
    sa.Column('next_step', sa.String(length=400), server_default='', nullable=False),
    sa.Column('next_visit_due_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], name=op.f('fk_visit_case_id_case_file')),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_visit_household_id_region_path_household'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['visitor_id'], ['app_user.id'], name=op.f('fk_visit_visitor_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit'))
    )
    op.create_index('ix_visit_case_id', 'visit', ['case_id', 'visited_at'], unique=False)
    op.create_index('ix_visit_household_id', 'visit', ['household_id', 'visited_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_visit_household_id', table_name='visit')
    op.drop_index('ix_visit_case_id', table_name='visit')
    op.drop_table('visit')
    op.drop_index('ix_plan_measure_source_id', table_name='plan_measure')
    op.drop_index('ix_plan_measure_household_id', table_name='plan_measure')
    op.drop_index('ix_plan_measure_case_id', table_name='plan_measure')
    op.drop_table('plan_measure')
    op.drop_index('ix_case_note_household_id', table_name='case_note')
    op.drop_table('case_note')
    op.drop_index('uq_case_cause_main', table_name='case_cause', postgresql_where=sa.text('is_main'))
    op.drop_table('case_cause')
    op.drop_index('uq_assignment_current', table_name='assignment', postgresql_where=sa.text('ended_on is null'))
    op.drop_index('ix_assignment_household_id', table_name='assignment')
    op.drop_index('ix_assignment_caseworker_id', table_name='assignment', postgresql_where=sa.text('ended_on is null'))
    op.drop_table('assignment')
    op.drop_index('ix_pairing_shortage_run_id', table_name='pairing_shortage')
    op.drop_table('pairing_shortage')
    op.drop_index('uq_case_file_open', table_name='case_file', postgresql_where=sa.text("state <> 'closed'"))
    op.drop_index('ix_case_file_region_path', table_name='case_file', postgresql_where=sa.text("state <> 'closed'"))
    op.drop_table('case_file')
    op.drop_index('ix_pairing_run_scope_path', table_name='pairing_run')
    op.drop_table('pairing_run')
    op.drop_table('pairing_exclusion')
    op.drop_index('uq_lead_open', table_name='lead', postgresql_where=sa.text("state in ('open', 'verifying', 'verified')"))
    op.drop_index('ix_lead_region_path', table_name='lead')
    op.drop_index('ix_lead_household_id', table_name='lead')
    op.drop_table('lead')
    op.drop_index('ix_pairing_proposal_run_id', table_name='pairing_proposal')
    op.drop_table('pairing_proposal')
