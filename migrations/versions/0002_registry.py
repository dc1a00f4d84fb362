"""Tables of the register: regions, households, people, facts over time, users, imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('import_run',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('profile', sa.String(length=120), nullable=False),
    sa.Column('files', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=True),
    sa.Column('state', sa.Enum('staging', 'staged', 'committed', 'discarded', name='import_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('on_duplicate', sa.Enum('error', 'skip', 'update', name='on_duplicate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by_id', sa.BigInteger(), nullable=True),
    sa.Column('started_by', sa.String(length=120), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('register_mark', sa.String(length=40), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    op.create_index('ix_import_run_started_at', 'import_run', ['started_at'], unique=False)
    op.create_table('organisation',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('kind', sa.Enum('government', 'enterprise', 'producer', 'insurer', 'training', 'school', 'assessor', name='organisation_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('credit_code', sa.String(length=18), nullable=True),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('contact', sa.String(length=160), nullable=True),
    sa.Column('is_active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('credit_code', name=op.f('uq_organisation_credit_code'))
    )
    op.create_index(op.f('ix_organisation_region_path'), 'organisation', ['region_path'], unique=False)
    op.create_table('region',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=True),
    sa.Column('level', sa.Enum('country', 'province', 'prefecture', 'county', 'township', 'village', 'group', name='region_level', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('parent_code', sa.String(length=20), nullable=True),
    sa.Column('path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('latitude', sa.Numeric(precision=9, scale=6, asdecimal=False), nullable=True),
    sa.Column('longitude', sa.Numeric(precision=9, scale=6, asdecimal=False), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['parent_code'], ['region.code'], name=op.f('fk_region_parent_code_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region')),
    sa.UniqueConstraint('code', name=op.f('uq_region_code')),
    sa.UniqueConstraint('path', name=op.f('uq_region_path'))
    )
    op.create_index('ix_region_parent_code', 'region', ['parent_code'], unique=False)
    op.create_table('role',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('permissions', postgresql.ARRAY(sa.String(length=80)), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_role'))
    )
    op.create_table('household',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('village_code', sa.String(length=20), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=True),
    sa.Column('household_class', sa.Enum('ex_poor', 'ordinary', name='household_class', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('civil_affairs_class', sa.Enum('none', 'subsistence', 'extreme', 'edge', 'rigid_spending', name='civil_affairs_class', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('language', sa.String(length=20), server_default='mandarin', nullable=False),
    sa.Column('is_dwelling_safe', sa.Boolean(), nullable=True),
    sa.Column('is_water_safe', sa.Boolean(), nullable=True),
    sa.Column('land_mu', sa.Numeric(precision=8, scale=2, asdecimal=False), nullable=True),
    sa.Column('rice_mu', sa.Numeric(precision=8, scale=2, asdecimal=False), nullable=True),
    sa.Column('livestock_count', sa.SmallInteger(), nullable=True),
    sa.Column('debt_minor', sa.BigInteger(), nullable=True),
    sa.Column('road_km', sa.Numeric(precision=6, scale=2, asdecimal=False), nullable=True),
    sa.Column('latitude', sa.Numeric(precision=9, scale=6, asdecimal=False), nullable=True),
    sa.Column('longitude', sa.Numeric(precision=9, scale=6, asdecimal=False), nullable=True),
    sa.Column('surveyed_on', sa.Date(), nullable=True),
    sa.Column('registered_on', sa.Date(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('is_generated', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('extra', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['village_code'], ['region.code'], name=op.f('fk_household_village_code_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_household')),
    sa.UniqueConstraint('code', name=op.f('uq_household_code')),
    sa.UniqueConstraint('id', 'region_path', name=op.f('uq_household_id_region_path'))
    )
    op.create_index('ix_household_region_path', 'household', ['region_path', 'id'], unique=False)
    op.create_table('import_issue',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('run_id', sa.BigInteger(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('sheet', sa.String(length=80), server_default='', nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=True),
    sa.Column('column', sa.String(length=120), nullable=True),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('params', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('is_error', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_import_issue_run_id_import_run'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_issue'))
    )
    op.create_index('ix_import_issue_run_id', 'import_issue', ['run_id', 'is_error', 'code', 'id'], unique=False)
    op.create_table('staged_record',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('run_id', sa.BigInteger(), nullable=False),
    sa.Column('entity', sa.Enum('household', 'person', 'income', 'spending', 'event', name='staged_entity', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source_no', sa.SmallInteger(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('household_code', sa.String(length=40), nullable=False),
    sa.Column('person_code', sa.String(length=40), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=True),
    sa.Column('reference', sa.String(length=40), nullable=True),
    sa.Column('amount_minor', sa.BigInteger(), nullable=True),
    sa.Column('values', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('household_id', sa.BigInteger(), nullable=True),
    sa.Column('record_id', sa.BigInteger(), nullable=True),
    sa.Column('outcome', sa.Enum('new', 'changed', 'unchanged', 'skipped', 'refused', name='staged_outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('refusal', sa.String(length=40), nullable=True),
    sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staged_record')),
    prefixes=['UNLOGGED'],
    )
    op.create_index('ix_staged_record_run_id', 'staged_record', ['run_id', 'entity', 'outcome', 'source_no', 'row_number'], unique=False)
    op.create_table('app_user',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('login', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('language', sa.String(length=10), server_default='zh', nullable=False),
    sa.Column('totp_secret', sa.LargeBinary(), nullable=True),
    sa.Column('totp_last_step', sa.BigInteger(), nullable=True),
    sa.Column('is_active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('failed_logins', sa.SmallInteger(), server_default='0', nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_login_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('session_nonce', sa.String(length=32), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=True),
    sa.Column('household_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_app_user_household_id_household')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_app_user_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_app_user')),
    sa.UniqueConstraint('login', name=op.f('uq_app_user_login'))
    )
    op.create_table('consent',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('purpose', sa.Enum('data_check', 'story', 'points', 'share_with_helper', name='consent_purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by', sa.String(length=120), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_consent_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index('uq_consent_in_force', 'consent', ['household_id', 'purpose'], unique=True, postgresql_where=sa.text('withdrawn_at is null'))
    op.create_table('income',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Enum('wage', 'business', 'business_cost', 'property', 'transfer', 'claims', name='income_source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reference', sa.String(length=40), server_default='', nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('import_run_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_income_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_income')),
    sa.UniqueConstraint('household_id', 'received_on', 'source', 'reference', name=op.f('uq_income_household_id_received_on_source_reference'), postgresql_include=['amount_minor'])
    )
    op.create_table('life_event',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.Enum('natural_disaster', 'illness', 'accident', 'job_loss', 'business_failure', 'death', 'fire', 'other', name='event_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('cost_minor', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.String(length=400), server_default='', nullable=False),
    sa.Column('import_run_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_life_event_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_life_event')),
    sa.UniqueConstraint('household_id', 'happened_on', 'kind', name=op.f('uq_life_event_household_id_happened_on_kind'))
    )
    op.create_table('observation',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('field', sa.String(length=60), nullable=False),
    sa.Column('old_value', sa.String(length=400), nullable=True),
    sa.Column('new_value', sa.String(length=400), nullable=True),
    sa.Column('observed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('actor_name', sa.String(length=120), nullable=False),
    sa.Column('import_run_id', sa.BigInteger(), nullable=True),
    sa.Column('detail', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_observation_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_observation'))
    )
    op.create_index('ix_observation_household_id', 'observation', ['household_id', 'observed_at'], unique=False)
    op.create_table('person',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('relation', sa.Enum('head', 'spouse', 'child', 'child_in_law', 'grandchild', 'parent', 'sibling', 'other', name='relation', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('sex', sa.Enum('female', 'male', name='sex', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('born_on', sa.Date(), nullable=False),
    sa.Column('id_number', sa.LargeBinary(), nullable=True),
    sa.Column('id_number_index', sa.String(length=22), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.Column('ethnicity', sa.String(length=20), nullable=True),
    sa.Column('schooling', sa.Enum('none', 'primary', 'junior', 'senior', 'tertiary', name='schooling', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('school_status', sa.Enum('not_of_age', 'in_school', 'out_for_health', 'out', 'finished', name='school_status', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('health', sa.Enum('healthy', 'chronic', 'serious', 'disabled', name='health', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('disability_grade', sa.SmallInteger(), nullable=True),
    sa.Column('labour_status', sa.Enum('ordinary', 'skilled', 'weak', 'lost', 'none', name='labour_status', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('works_away', sa.Boolean(), nullable=True),
    sa.Column('has_public_job', sa.Boolean(), nullable=True),
    sa.Column('medical_scheme', sa.Enum('none', 'resident', 'employee', 'both', name='medical_scheme', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('has_critical_illness_cover', sa.Boolean(), nullable=True),
    sa.Column('pension_scheme', sa.Enum('none', 'resident', 'employee', 'receiving', name='pension_scheme', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('joined_on', sa.Date(), nullable=True),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('extra', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_person_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('household_id', 'code', name=op.f('uq_person_household_id_code'))
    )
    op.create_index('ix_person_id_number_index', 'person', ['id_number_index'], unique=False)
    op.create_index('uq_person_one_head', 'person', ['household_id'], unique=True, postgresql_where=sa.text("relation = 'head' and left_on is null"))
    op.create_table('spending',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('spent_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.Enum('food', 'housing', 'education', 'medical_self_paid', 'production', 'other', name='spending_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reference', sa.String(length=40), server_default='', nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('import_run_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_spending_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spending')),
    sa.UniqueConstraint('household_id', 'spent_on', 'kind', 'reference', name=op.f('uq_spending_household_id_spent_on_kind_reference'), postgresql_include=['amount_minor'])
    )
    op.create_table('appointment',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('role_name', sa.String(length=40), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['role_name'], ['role.name'], name=op.f('fk_appointment_role_name_role')),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_appointment_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment'))
    )
    op.create_index('ix_appointment_user_id', 'appointment', ['user_id'], unique=False)
    op.create_table('staff_profile',
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('village_code', sa.String(length=20), nullable=True),
    sa.Column('latitude', sa.Numeric(precision=9, scale=6, asdecimal=False), nullable=False),
    sa.Column('longitude', sa.Numeric(precision=9, scale=6, asdecimal=False), nullable=False),
    sa.Column('capacity', sa.SmallInteger(), nullable=False),
    sa.Column('languages', postgresql.ARRAY(sa.String(length=20)), server_default='{}', nullable=False),
    sa.Column('skills', postgresql.ARRAY(sa.String(length=40)), server_default='{}', nullable=False),
    sa.Column('leave_from_on', sa.Date(), nullable=True),
    sa.Column('leave_until_on', sa.Date(), nullable=True),
    sa.Column('settings', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_staff_profile_user_id_app_user')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_staff_profile'))
    )
    op.create_index(op.f('ix_staff_profile_region_path'), 'staff_profile', ['region_path'], unique=False)
    op.create_table('standing',
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('region_path', sa.String(length=120, collation='C'), nullable=False),
    sa.Column('colour', sa.Enum('red', 'orange', 'yellow', 'blue', 'unknown', 'green', name='colour', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('urgency', sa.SmallInteger(), nullable=False),
    sa.Column('score', sa.SmallInteger(), nullable=False),
    sa.Column('reasons', postgresql.ARRAY(sa.String(length=60)), server_default='{}', nullable=False),
    sa.Column('round_id', sa.BigInteger(), nullable=True),
    sa.Column('graded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('colour_since_on', sa.Date(), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=True),
    sa.Column('case_state', sa.String(length=40), nullable=True),
    sa.Column('caseworker_id', sa.BigInteger(), nullable=True),
    sa.Column('next_visit_due_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['caseworker_id'], ['app_user.id'], name=op.f('fk_standing_caseworker_id_app_user')),
    sa.ForeignKeyConstraint(['household_id', 'region_path'], ['household.id', 'household.region_path'], name=op.f('fk_standing_household_id_region_path_household'), onupdate='CASCADE'),
    sa.PrimaryKeyConstraint('household_id', name=op.f('pk_standing'))
    )
    op.create_index('ix_standing_caseworker_id', 'standing', ['caseworker_id', 'urgency', 'household_id'], unique=False)
    op.create_index('ix_standing_region_path', 'standing', ['region_path', 'colour'], unique=False)


def downgrade() -> None:
    for table in (
        "standing",
        "staff_profile",
        "appointment",
        "spending",
        "person",
        "observation",
        "life_event",
        "income",
        "consent",
        "app_user",
        "staged_record",
        "import_issue",
        "household",
        "role",
        "region",
        "organisation",
        "import_run",
    ):
        op.drop_table(table)
