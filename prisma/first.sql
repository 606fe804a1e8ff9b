-- Written by hand, below what Prisma writes in the first migration: what a Prisma schema cannot say.
-- The roles exist before any migration runs (src/database/roles.ts).

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
    EXECUTE format('CREATE TRIGGER note_direct_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I.%I
      FOR EACH STATEMENT WHEN (current_user <> ''doorstroom_app'') EXECUTE FUNCTION audit.note_direct_change()', found.schemaname, found.tablename);
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
