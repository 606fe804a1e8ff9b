-- A draft of a referral has a key like that of an open one: an organisation keeps one for each person, path and reason.
-- AlterTable
ALTER TABLE "referral"."referral" ADD COLUMN     "draft_key" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "referral_draft_key_key" ON "referral"."referral"("draft_key");

-- CreateIndex
CREATE UNIQUE INDEX "person_id_evidence_ref_key" ON "directory"."person"("id", "evidence_ref");

-- What Prisma cannot say.

-- Of drafts that are alike, the newest has the key; the others stay until they are withdrawn or purged.
-- The sender of a referral knew the person before and gains nothing by sending: what it was given for that ends.
DO $$
BEGIN
  IF EXISTS (SELECT FROM referral.referral) THEN
    UPDATE referral.referral d SET draft_key = concat_ws(' ', d.sender_id, d.person_id, d.receiver_kind, d.reason)
      FROM (SELECT DISTINCT ON (sender_id, person_id, receiver_kind, reason) id FROM referral.referral WHERE state = 'DRAFT'
        ORDER BY sender_id, person_id, receiver_kind, reason, changed_at DESC, id) newest
      WHERE d.id = newest.id;
    UPDATE directory.relationship r SET valid_until = greatest(r.valid_from, current_date)
      FROM referral.referral f
      WHERE r.source = 'REFERRAL ' || f.id AND r.capacity = 'REFERRAL_PARTY' AND r.organisation_id = f.sender_id
        AND (r.valid_until IS NULL OR r.valid_until > current_date);
  END IF;
END $$;

-- Rows about a person belong to the person's row and go with it: who writes one shares that row, and who erases or merges persons has it alone. A relationship
-- names the evidence reference of its person and no other. The check can wait until the end of a transaction, for a delivery stores a new person last.
CREATE FUNCTION hub.belongs_to_person(owned regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  key text := CASE WHEN owned = 'directory.relationship'::regclass THEN 'person_id, evidence_ref' ELSE 'person_id' END;
  person_key text := replace(key, 'person_id', 'id');
  key_name text;
  has_orphans boolean;
BEGIN
  SELECT relname || '_person_fkey' INTO key_name FROM pg_class WHERE oid = owned;
  IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = owned AND conname = key_name) THEN RETURN; END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %s o WHERE NOT EXISTS (SELECT FROM directory.person p WHERE p.id = o.person_id))', owned) INTO has_orphans;
  IF has_orphans THEN
    EXECUTE format('DELETE FROM %s o WHERE NOT EXISTS (SELECT FROM directory.person p WHERE p.id = o.person_id)', owned);
  END IF;
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (%s) REFERENCES directory.person (%s) ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE',
    owned, key_name, key, person_key);
END $$;

-- The link from a person to its evidence is nobody's to change: neither the ids of a person, nor those that a merge left behind.
CREATE FUNCTION hub.keep_links() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE changeable text;
BEGIN
  REVOKE UPDATE ON directory.person, directory.merged_person FROM doorstroom_app;
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO changeable FROM pg_attribute
    WHERE attrelid = 'directory.person'::regclass AND attnum > 0 AND NOT attisdropped
      AND attname NOT IN ('id', 'integration_id', 'work_id', 'local_id', 'evidence_ref');
  EXECUTE format('GRANT UPDATE (%s) ON directory.person TO doorstroom_app', changeable);
  GRANT UPDATE (person_id) ON directory.merged_person TO doorstroom_app;
END $$;

-- For one table: the application reads and writes it, a change by anyone else leaves a note, and rows about a person belong to the person.
CREATE OR REPLACE FUNCTION hub.protect_table(protected regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO doorstroom_app', protected);
  IF protected IN ('directory.person'::regclass, 'directory.merged_person'::regclass) THEN PERFORM hub.keep_links(); END IF;
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = protected AND attname = 'person_id' AND NOT attisdropped) THEN
    PERFORM hub.belongs_to_person(protected);
  END IF;
  -- What a trigger does to a fact sheet follows from a change that is noted itself.
  EXECUTE format('CREATE OR REPLACE TRIGGER note_direct_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
    FOR EACH STATEMENT WHEN (current_user <> ''doorstroom_app'' AND pg_trigger_depth() = 0) EXECUTE FUNCTION audit.note_direct_change()', protected);
END $$;

DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'person_id' AND NOT a.attisdropped
      WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text IN ('directory', 'integration', 'work', 'local', 'referral', 'incentive') LOOP
    PERFORM hub.belongs_to_person(found.name);
  END LOOP;
  PERFORM hub.keep_links();
END $$;

CREATE FUNCTION directory.refuse_new_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the link from a person to its evidence in directory.% does not change', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_link BEFORE UPDATE ON directory.person FOR EACH ROW
  WHEN ((OLD.id, OLD.evidence_ref) IS DISTINCT FROM (NEW.id, NEW.evidence_ref)) EXECUTE FUNCTION directory.refuse_new_link();
CREATE TRIGGER keep_link BEFORE UPDATE ON directory.merged_person FOR EACH ROW
  WHEN (OLD.evidence_ref IS DISTINCT FROM NEW.evidence_ref) EXECUTE FUNCTION directory.refuse_new_link();

-- Links are evidence: as a person gets its reference, whoever gives it, an event says so, which is sealed with the others. It holds a hash over the internal
-- id of the person, a random number that is nowhere any more after an erasure; so the reference of somebody erased leads to nobody.
CREATE FUNCTION audit.link_proof(person uuid, reference uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN encode(sha256(convert_to(person::text || ' ' || reference::text, 'UTF8')), 'hex');

CREATE FUNCTION audit.note_links(persons uuid[], refs uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO audit.event (kind, actor, subject, detail)
    SELECT 'LINK', 'database', count(*)::text, jsonb_object_agg(l.reference, audit.link_proof(l.person, l.reference))::text
    FROM unnest(persons, refs) WITH ORDINALITY l(person, reference, place)
    GROUP BY (l.place - 1) / 500;
$$;
REVOKE EXECUTE ON FUNCTION audit.note_links FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION audit.link_proof FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.link_proof TO doorstroom_app;

CREATE FUNCTION audit.note_persons() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM audit.note_links(array_agg(id), array_agg(evidence_ref)) FROM linked;
  RETURN NULL;
END $$;
CREATE FUNCTION audit.note_merged_persons() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM audit.note_links(array_agg(person_id), array_agg(evidence_ref)) FROM linked;
  RETURN NULL;
END $$;
CREATE TRIGGER note_links AFTER INSERT ON directory.person REFERENCING NEW TABLE AS linked
  FOR EACH STATEMENT EXECUTE FUNCTION audit.note_persons();
CREATE TRIGGER note_links AFTER INSERT ON directory.merged_person REFERENCING NEW TABLE AS linked
  FOR EACH STATEMENT EXECUTE FUNCTION audit.note_merged_persons();
CREATE TRIGGER note_new_links AFTER UPDATE ON directory.merged_person REFERENCING NEW TABLE AS linked
  FOR EACH STATEMENT EXECUTE FUNCTION audit.note_merged_persons();

-- The application adds events, and none of this kind.
CREATE FUNCTION audit.refuse_false_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_has_role(current_user, 'doorstroom_owner', 'USAGE') THEN
    RAISE EXCEPTION 'the database itself notes links from persons to evidence' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_false_link BEFORE INSERT ON audit.event FOR EACH ROW WHEN (NEW.kind = 'LINK') EXECUTE FUNCTION audit.refuse_false_link();

-- Links of a batch that retention deletes are noted once more while their persons are there.
CREATE FUNCTION audit.note_links_again(events bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM audit.note_links(array_agg(k.person), array_agg(k.evidence_ref))
    FROM (SELECT DISTINCT l.key::uuid AS reference FROM audit.event e, jsonb_each_text(e.detail::jsonb) l
        WHERE e.kind = 'LINK' AND e.id = ANY (events)) old
    JOIN (SELECT id AS person, evidence_ref FROM directory.person UNION ALL SELECT person_id, evidence_ref FROM directory.merged_person) k
      ON k.evidence_ref = old.reference;
END $$;
REVOKE EXECUTE ON FUNCTION audit.note_links_again FROM PUBLIC;

-- Those who were there before.
DO $$
BEGIN
  PERFORM audit.note_links(array_agg(id), array_agg(evidence_ref)) FROM directory.person;
  PERFORM audit.note_links(array_agg(person_id), array_agg(evidence_ref)) FROM directory.merged_person;
END $$;

-- A table about persons that is emptied empties the sheets that rest on it: by deleting, because emptying directory.person empties both at once.
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT p.oid FROM pg_proc p
      WHERE p.proname LIKE 'forget\_facts\_with\_%' OR p.oid = 'hub.sheet_depends_on(text, regclass)'::regprocedure LOOP
    EXECUTE regexp_replace(pg_get_functiondef(found.oid), 'TRUNCATE (\S+\.fact_sheet)', 'DELETE FROM \1', 'g');
  END LOOP;
END $$;
