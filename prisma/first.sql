-- Written by hand, below what Prisma writes in the first migration: what a Prisma schema cannot say.
-- The roles exist before any migration runs (src/database/roles.ts).

-- Schemas of parts that bring their tables later.
CREATE SCHEMA "referral";
CREATE SCHEMA "incentive";
CREATE SCHEMA "statistics";

-- The application reads and writes the domains.
GRANT USAGE ON SCHEMA directory, integration, work, local, referral, incentive, statistics TO doorstroom_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA directory, integration, work, local, referral, incentive, statistics TO doorstroom_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA directory, integration, work, local, referral, incentive, statistics TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA directory, integration, work, local, referral, incentive, statistics
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA directory, integration, work, local, referral, incentive, statistics
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

-- Readers see figures, never persons.
GRANT USAGE ON SCHEMA statistics TO doorstroom_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA statistics TO doorstroom_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA statistics GRANT SELECT ON TABLES TO doorstroom_reader;
