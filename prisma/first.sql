-- Written by hand, below what Prisma writes in the first migration: what a Prisma schema cannot say.
-- The roles exist before any migration runs (src/database/roles.ts).

-- Fact sheets: what holds of a person on a day, worked out beforehand (src/facts). One column for each value that a domain lists on its
-- sheet; null is an answer. The day is -infinity once something that the values rest on has changed. Prisma does not know these tables.
CREATE TABLE directory.fact_sheet (person_id uuid NOT NULL, day date NOT NULL,
  under_twenty_five boolean, working_age boolean, age_band text, nationality_group text, labour_market_access text, permit_valid_three_months boolean,
  family_name text, given_names text, birth_date date, sex directory.sex, nationality char(2), country_of_birth char(2), first_registered_on date,
  contact_language char(3), interpreter_needed boolean,
  municipality_valid_from date, municipality_nis_code char(5), municipality_name text,
  residence_title_valid_from date, residence_title_valid_until date, residence_title_card_type text);
CREATE TABLE integration.fact_sheet (person_id uuid NOT NULL, day date NOT NULL,
  integration_as_of date, target_group_member boolean, entitled boolean, entitled_not_started boolean, entitled_not_started_one_year boolean, contract_signed boolean, work_track_included boolean,
  must_register_within_60_days boolean, sixty_day_timer_running boolean, trajectory_continuity text, trajectory_active boolean, social_orientation_passed boolean,
  orientation_course_finished boolean, participation_hours integer, reached_oral_a2 boolean, reached_written_a2 boolean, oral_level_band text, level_in_progress text,
  follows_course_to_a2 boolean, needs_oral_approach boolean, b1_deadline date, has_certificate boolean, track_fulfilled boolean, needs_childcare boolean,
  target_group_valid_from date, target_group_type integration.target_group_type, target_group_subtype text,
  dutch_course_valid_from date[], dutch_course_valid_until date[], dutch_course_level integration.cefr_level[]);
CREATE TABLE work.fact_sheet (person_id uuid NOT NULL, day date NOT NULL,
  work_as_of date, jobseeker_registered boolean, registered_within_60_days boolean, jobseeker_category_group text, benefit_entitled boolean, benefit_ends_within_3_months boolean,
  in_mediation boolean, in_training boolean, follows_agreed_training boolean, training_end_month text, employed boolean);
CREATE TABLE local.fact_sheet (person_id uuid NOT NULL, day date NOT NULL,
  local_as_of date, receives_living_wage boolean, charged_to_ocmw boolean, gpmi_exists boolean, gpmi_work_oriented boolean, next_evaluation_month text, article60_contract boolean,
  article60_end_month text, housing_language_duty boolean, household_size_band text, has_children_under_12 boolean, increased_reimbursement boolean);

-- A person's sheet is read from its index alone, which has room for 32 columns: the integration sheet is full. Which ones are out of use is found by
-- the smaller index.
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT table_schema AS domain, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS facts
    FROM information_schema.columns WHERE table_name = 'fact_sheet' AND column_name <> 'person_id' GROUP BY table_schema LOOP
    EXECUTE format('ALTER TABLE %1$I.fact_sheet ADD PRIMARY KEY (person_id) INCLUDE (%2$s)', found.domain, found.facts);
    EXECUTE format('CREATE INDEX fact_sheet_outdated ON %1$I.fact_sheet (person_id) WHERE day = ''-infinity''', found.domain);
  END LOOP;
END $$;

-- The application reads and writes the domains.
GRANT USAGE ON SCHEMA directory, integration, work, local, referral, incentive TO doorstroom_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA directory, integration, work, local, referral, incentive TO doorstroom_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA directory, integration, work, local, referral, incentive TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA directory, integration, work, local, referral, incentive
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA directory, integration, work, local, referral, incentive
  GRANT USAGE, SELECT ON SEQUENCES TO doorstroom_app;

-- Proof of use grows and never changes. The application adds evidence, by column: id, transaction and time of a proof are the database's own.
GRANT USAGE ON SCHEMA audit TO doorstroom_app, doorstroom_sealer;
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO doorstroom_app, doorstroom_sealer;
GRANT INSERT (digest, recipient, purpose, protocols, coordinates, conditions) ON audit.use_set TO doorstroom_app;
GRANT INSERT (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open) ON audit.data_use TO doorstroom_app;
GRANT INSERT (operation_id, trace_id, at, organisation_id, consumer, user_ref, operation_hash, contract, decision, code, policy_version)
  ON audit.access_log TO doorstroom_app;
GRANT INSERT (kind, actor, subject, detail) ON audit.event TO doorstroom_app;
GRANT USAGE ON SEQUENCE audit.use_set_id_seq, audit.data_use_id_seq, audit.access_log_id_seq, audit.event_id_seq TO doorstroom_app;
-- The sealer adds seals and the index by person, and cannot write evidence.
GRANT INSERT ON audit.batch, audit.batch_leaves, audit.person_use TO doorstroom_sealer;

-- Who may be asked about is carried in the leaves of the key by which they are found, so that one index is all that a question looks at.
DROP INDEX directory.relationship_scope_key;
CREATE UNIQUE INDEX relationship_scope_key ON directory.relationship (organisation_id, newcomer_id, capacity, valid_from, source)
  INCLUDE (valid_until, person_id, evidence_ref);

-- Facts on a sheet are those of a day. Whoever changes a row that they rest on, by whatever way, takes the person's sheet out of use in the
-- same transaction. The lock that this leaves on the sheets until its end is what the working out of facts waits for (src/facts/work-out.ts).
DO $$
DECLARE
  found record;
  event record;
BEGIN
  -- A sheet rests on all tables about persons of its domain; of the directory's on four, and of other domains' on those that facts name.
  FOR found IN SELECT DISTINCT table_schema AS sheet, table_schema AS domain, table_name AS name, 'SELECT person_id FROM changed' AS persons
      FROM information_schema.columns WHERE table_schema IN ('integration', 'work', 'local') AND column_name = 'person_id' AND table_name <> 'fact_sheet'
    UNION ALL VALUES ('directory', 'directory', 'person', 'SELECT id FROM changed'), ('directory', 'directory', 'residence', 'SELECT person_id FROM changed'),
      ('directory', 'directory', 'residence_title', 'SELECT person_id FROM changed'),
      ('directory', 'directory', 'municipality', 'SELECT home.person_id FROM directory.residence home LEFT JOIN directory.municipality own USING (nis_code)
        WHERE home.nis_code IN (SELECT nis_code FROM changed) OR own.successor_code IN (SELECT nis_code FROM changed)'),
      ('integration', 'directory', 'person', 'SELECT id FROM changed'), ('work', 'integration', 'contract', 'SELECT person_id FROM changed') LOOP
    EXECUTE format('CREATE FUNCTION %1$I.outdate_facts_by_%2$s() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $f$
      BEGIN
        UPDATE %1$I.fact_sheet SET day = ''-infinity'' WHERE day <> ''-infinity'' AND person_id IN (%3$s);
        RETURN NULL;
      END $f$', found.sheet, found.name, found.persons);
    FOR event IN SELECT * FROM (VALUES ('added', 'INSERT', 'NEW'), ('now', 'UPDATE', 'NEW'), ('before', 'UPDATE', 'OLD'), ('gone', 'DELETE', 'OLD')) e (suffix, kind, side) LOOP
      EXECUTE format('CREATE TRIGGER outdate_facts_of_%1$s_%4$s AFTER %5$s ON %2$I.%3$I REFERENCING %6$s TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION %1$I.outdate_facts_by_%3$s()', found.sheet, found.domain, found.name, event.suffix, event.kind, event.side);
    END LOOP;
    EXECUTE format('CREATE FUNCTION %1$I.forget_facts_with_%2$s() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $f$
      BEGIN TRUNCATE %1$I.fact_sheet; RETURN NULL; END $f$', found.sheet, found.name);
    EXECUTE format('CREATE TRIGGER forget_facts_of_%1$s AFTER TRUNCATE ON %2$I.%3$I
      FOR EACH STATEMENT EXECUTE FUNCTION %1$I.forget_facts_with_%3$s()', found.sheet, found.domain, found.name);
  END LOOP;
END $$;

-- New block ranges are summarised as they fill, so that the sealer reads only what is new.
ALTER INDEX audit.data_use_xid_idx SET (autosummarize = on);
ALTER INDEX audit.access_log_xid_idx SET (autosummarize = on);

-- Nobody changes evidence, the owner included; retention alone deletes, and says so in its transaction.
CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('doorstroom.retention', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'evidence in audit.% does not change', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- A change of a protected table by anyone but the application leaves a row.
CREATE FUNCTION audit.note_direct_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO audit.event (kind, actor, subject, detail)
  VALUES ('DIRECT_CHANGE', session_user, TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, TG_OP);
  RETURN NULL;
END $$;

DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('directory', 'integration', 'work', 'local', 'referral', 'incentive') LOOP
    -- What a trigger does to a fact sheet follows from a change that is noted itself.
    EXECUTE format('CREATE TRIGGER note_direct_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I.%I
      FOR EACH STATEMENT WHEN (current_user <> ''doorstroom_app'' AND pg_trigger_depth() = 0) EXECUTE FUNCTION audit.note_direct_change()', found.schemaname, found.tablename);
  END LOOP;
  FOR found IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'audit' LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I.%I
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', found.schemaname, found.tablename);
  END LOOP;
END $$;

-- Figures are added by the role that computes them, and never change: a correction is another version.
GRANT USAGE ON SCHEMA statistics TO doorstroom_app, doorstroom_statistics;
GRANT SELECT ON ALL TABLES IN SCHEMA statistics TO doorstroom_app, doorstroom_statistics;
GRANT INSERT (table_name, period, version, as_of, method, seed, definition, utility, audit, digest, reason) ON statistics.release TO doorstroom_statistics;
GRANT INSERT ON statistics.cell TO doorstroom_statistics;
GRANT USAGE ON SEQUENCE statistics.release_id_seq TO doorstroom_statistics;

CREATE FUNCTION statistics.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'figures in statistics.% do not change: release a new version', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON statistics.release
  FOR EACH STATEMENT EXECUTE FUNCTION statistics.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON statistics.cell
  FOR EACH STATEMENT EXECUTE FUNCTION statistics.refuse_change();

-- Cells are added in the transaction of their release: a finished one does not grow.
CREATE FUNCTION statistics.refuse_later_cells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added a JOIN statistics.release r ON r.id = a.release_id WHERE r.xmin::text <> (pg_current_xact_id()::xid)::text) THEN
    RAISE EXCEPTION 'the release is finished: release a new version' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refuse_later_cells AFTER INSERT ON statistics.cell
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION statistics.refuse_later_cells();

-- Counting reads what the tables of the catalogue count by: no names, numbers, contacts, addresses or free text.
GRANT USAGE ON SCHEMA directory, integration, work, local, referral, incentive TO doorstroom_statistics;
GRANT SELECT ON directory.municipality TO doorstroom_statistics;
GRANT SELECT (id, kind) ON directory.organisation TO doorstroom_statistics;
GRANT SELECT (person_id, organisation_id, capacity, valid_from) ON directory.relationship TO doorstroom_statistics;
GRANT SELECT (id, birth_date, first_registered_on) ON directory.person TO doorstroom_statistics;
GRANT SELECT (person_id, nis_code, valid_from, valid_until) ON directory.residence TO doorstroom_statistics;
GRANT SELECT (person_id, member, type, valid_from, valid_until) ON integration.target_group TO doorstroom_statistics;
GRANT SELECT (person_id, registered_on) ON integration.registration TO doorstroom_statistics;
GRANT SELECT (person_id, signed_on) ON integration.contract TO doorstroom_statistics;
GRANT SELECT (person_id, passed, passed_on) ON integration.social_orientation TO doorstroom_statistics;
GRANT SELECT (person_id, level, reached_on) ON integration.dutch_level TO doorstroom_statistics;
GRANT SELECT (person_id, hours, valid_from) ON integration.participation TO doorstroom_statistics;
GRANT SELECT (person_id, issued_on) ON integration.certificate TO doorstroom_statistics;
GRANT SELECT (person_id, registered_on, valid_from, valid_until) ON work.jobseeker_registration TO doorstroom_statistics;
GRANT SELECT (person_id, valid_from, valid_until) ON work.benefit_right TO doorstroom_statistics;
GRANT SELECT (person_id, cancelled, valid_from, valid_until) ON work.employment TO doorstroom_statistics;
GRANT SELECT (person_id, valid_from, valid_until) ON local.living_wage TO doorstroom_statistics;
GRANT SELECT (person_id, valid_from, valid_until) ON local.gpmi TO doorstroom_statistics;
GRANT SELECT (id, person_id, sender_kind, receiver_kind, state, sent_at, outcome) ON referral.referral TO doorstroom_statistics;
GRANT SELECT (referral_id, at, state) ON referral.event TO doorstroom_statistics;
GRANT SELECT (id, person_id, organisation_id, opened_at) ON incentive.assessment TO doorstroom_statistics;
GRANT SELECT (assessment_id, decided_at, kind, state) ON incentive.decision TO doorstroom_statistics;

-- Readers see published figures, never persons: views of one schema, which the owner of the tables keeps in step with the catalogue.
CREATE SCHEMA statistics_release;
GRANT USAGE ON SCHEMA statistics_release TO doorstroom_reader, doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA statistics_release GRANT SELECT ON TABLES TO doorstroom_reader, doorstroom_app;
