-- Functions that later migrations call: what holds for every table about persons is said here once. test/catalogue.test.ts finds, by name, a table
-- or a column that was made without them. Only the owner of the tables can reach this schema.
CREATE SCHEMA hub;

-- For one table: the application reads and writes it, and a change by anyone else leaves a note.
CREATE FUNCTION hub.protect_table(protected regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO doorstroom_app', protected);
  -- What a trigger does to a fact sheet follows from a change that is noted itself.
  EXECUTE format('CREATE OR REPLACE TRIGGER note_direct_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
    FOR EACH STATEMENT WHEN (current_user <> ''doorstroom_app'' AND pg_trigger_depth() = 0) EXECUTE FUNCTION audit.note_direct_change()', protected);
END $$;

-- For a new schema, and again after every new table in it: the same for all its tables, and what goes with them.
CREATE FUNCTION hub.protect_schema(schema_name text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE found record;
BEGIN
  IF to_regnamespace(quote_ident(schema_name)) IS NULL THEN
    RAISE EXCEPTION 'hub.protect_schema: there is no schema %', schema_name;
  ELSIF schema_name IN ('audit', 'statistics', 'statistics_release', 'jobs', 'hub', 'public') OR schema_name LIKE 'pg\_%' THEN
    RAISE EXCEPTION 'hub.protect_schema: % holds no rows that the application may change: grant column by column', schema_name;
  END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO doorstroom_app', schema_name);
  EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO doorstroom_app', schema_name);
  FOR found IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(schema_name)) AND c.relkind IN ('r', 'p') LOOP
    PERFORM hub.protect_table(found.name);
  END LOOP;
END $$;

-- Makes the index from which a sheet is read alone: it carries every column.
CREATE FUNCTION hub.index_sheet(domain text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE carried text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO carried FROM pg_attribute
    WHERE attrelid = format('%I.fact_sheet', domain)::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'person_id';
  EXECUTE format('ALTER TABLE %I.fact_sheet DROP CONSTRAINT IF EXISTS fact_sheet_pkey', domain);
  EXECUTE format('ALTER TABLE %I.fact_sheet ADD PRIMARY KEY (person_id) INCLUDE (%s)', domain, carried);
END $$;

-- Adds a column to a domain's fact sheet. The first one makes the sheet. Sheets that are there go: of the new column they would say that it is null.
CREATE FUNCTION hub.sheet_column(domain text, column_name text, type text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  sheet text := format('%I.fact_sheet', domain);
  room int := current_setting('max_index_keys')::int;
  taken int;
  has_rows boolean;
BEGIN
  IF to_regclass(sheet) IS NULL THEN
    EXECUTE format('CREATE TABLE %s (person_id uuid NOT NULL, day date NOT NULL)', sheet);
    EXECUTE format('CREATE INDEX fact_sheet_outdated ON %s (person_id) WHERE day = ''-infinity''', sheet);
    PERFORM hub.protect_table(sheet::regclass);
  END IF;
  SELECT count(*) INTO taken FROM pg_attribute WHERE attrelid = sheet::regclass AND attnum > 0 AND NOT attisdropped;
  IF taken >= room THEN
    RAISE EXCEPTION 'hub.sheet_column: % has no room for %: it has % columns, as many as an index carries', sheet, column_name, taken
      USING HINT = format('Take the least used column off first: SELECT hub.drop_sheet_column(%L, ...). Its fact is then computed as it is asked.', domain);
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %s)', sheet) INTO has_rows;
  IF has_rows THEN EXECUTE format('TRUNCATE %s', sheet); END IF;
  EXECUTE format('ALTER TABLE %s ADD COLUMN %I %s', sheet, column_name, type);
  PERFORM hub.index_sheet(domain);
END $$;

-- Takes a column off a domain's fact sheet.
CREATE FUNCTION hub.drop_sheet_column(domain text, column_name text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF column_name IN ('person_id', 'day') THEN RAISE EXCEPTION 'hub.drop_sheet_column: a sheet has a % column', column_name; END IF;
  -- The index that carries it goes with it.
  EXECUTE format('ALTER TABLE %I.fact_sheet DROP COLUMN %I', domain, column_name);
  PERFORM hub.index_sheet(domain);
END $$;

-- Values on a domain's sheet read this table: whoever changes a row of it, by whatever way, takes the person's sheet out of use in the same transaction.
CREATE FUNCTION hub.sheet_depends_on(domain text, source regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  key text := CASE WHEN source = 'directory.person'::regclass THEN 'id' ELSE 'person_id' END;
  event record;
  place text;
BEGIN
  IF to_regclass(format('%I.fact_sheet', domain)) IS NULL THEN
    RAISE EXCEPTION 'hub.sheet_depends_on: % has no fact sheet', domain USING HINT = 'Add its first column before: SELECT hub.sheet_column(...).';
  ELSIF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = source AND attname = key AND NOT attisdropped) THEN
    RAISE EXCEPTION 'hub.sheet_depends_on: % has no column %, so its rows name no sheet', source, key;
  END IF;
  -- The table, with its schema when that is another one than the sheet's.
  SELECT CASE WHEN n.nspname = domain THEN c.relname ELSE n.nspname || '_' || c.relname END INTO place
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = source;
  EXECUTE format('CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $f$
    BEGIN
      UPDATE %1$I.fact_sheet SET day = ''-infinity'' WHERE day <> ''-infinity'' AND person_id IN (SELECT %3$I FROM changed);
      RETURN NULL;
    END $f$', domain, 'outdate_facts_by_' || place, key);
  FOR event IN SELECT * FROM (VALUES ('added', 'INSERT', 'NEW'), ('now', 'UPDATE', 'NEW'), ('before', 'UPDATE', 'OLD'), ('gone', 'DELETE', 'OLD')) e (suffix, kind, side) LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %1$I AFTER %2$s ON %3$s REFERENCING %4$s TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION %5$I.%6$I()',
      format('outdate_facts_of_%s_%s', domain, event.suffix), event.kind, source, event.side, domain, 'outdate_facts_by_' || place);
  END LOOP;
  EXECUTE format('CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $f$
    BEGIN TRUNCATE %1$I.fact_sheet; RETURN NULL; END $f$', domain, 'forget_facts_with_' || place);
  EXECUTE format('CREATE OR REPLACE TRIGGER %1$I AFTER TRUNCATE ON %2$s FOR EACH STATEMENT EXECUTE FUNCTION %3$I.%4$I()',
    'forget_facts_of_' || domain, source, domain, 'forget_facts_with_' || place);
END $$;
