-- A row of an OCMW or an agency belongs to its holder, who is part of its key: what another organisation delivers stands beside it.
-- Null: no single organisation holds it, a register said it.
ALTER TABLE "integration"."target_group" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."registration" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."contract" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."signature_postponement" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."social_orientation" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."dutch_intake" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."dutch_level" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."known_language" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."participation" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."certificate" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."infringement" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."fee" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."dutch_course" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "integration"."background" DROP CONSTRAINT "background_pkey",
  ADD COLUMN "id" BIGSERIAL NOT NULL,
  ADD COLUMN "organisation_id" INTEGER,
  ADD CONSTRAINT "background_pkey" PRIMARY KEY ("id");
ALTER TABLE "local"."household" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "local"."gpmi_objective" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "local"."gpmi_evaluation" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "local"."article60_contract" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "local"."debt_mediation" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "local"."social_tenancy" ADD COLUMN "organisation_id" INTEGER;
ALTER TABLE "local"."social_statute" ADD COLUMN "organisation_id" INTEGER;
GRANT USAGE, SELECT ON SEQUENCE "integration"."background_id_seq" TO doorstroom_app;

-- Which agency co-signed a project, instead of whether one did: the one that managed the trajectory during the project, the last if there were several.
ALTER TABLE "local"."gpmi" ADD COLUMN "party_agency_id" INTEGER;
DO $$ BEGIN
  -- A change of rows by a migration is on record like any other; of no rows, there is none.
  IF EXISTS (SELECT FROM local.gpmi WHERE agency_is_party) THEN
    UPDATE local.gpmi g SET party_agency_id = t.organisation_id
      FROM (
        SELECT DISTINCT ON (p.id) p.id, t.organisation_id
        FROM local.gpmi p
        JOIN integration.trajectory t ON t.person_id = p.person_id
        WHERE p.agency_is_party
          AND t.organisation_id IS NOT NULL
          AND t.valid_from < coalesce(p.valid_until, 'infinity')
          AND p.valid_from < coalesce(t.valid_until, 'infinity')
        ORDER BY p.id, t.valid_from DESC
      ) t
      WHERE t.id = g.id;
  END IF;
END $$;
ALTER TABLE "local"."gpmi" DROP COLUMN "agency_is_party";

-- Objectives and evaluations belong to the holder of the project of their day.
DO $$ BEGIN
  IF EXISTS (SELECT FROM local.gpmi_objective) THEN
    UPDATE local.gpmi_objective o SET organisation_id = (
      SELECT g.organisation_id FROM local.gpmi g
      WHERE g.person_id = o.person_id AND g.valid_from <= o.agreed_on AND (g.valid_until IS NULL OR g.valid_until >= o.agreed_on)
      ORDER BY g.valid_from DESC LIMIT 1);
  END IF;
  IF EXISTS (SELECT FROM local.gpmi_evaluation) THEN
    UPDATE local.gpmi_evaluation e SET organisation_id = (
      SELECT g.organisation_id FROM local.gpmi g
      WHERE g.person_id = e.person_id AND g.valid_from <= e.planned_on AND (g.valid_until IS NULL OR g.valid_until >= e.planned_on)
      ORDER BY g.valid_from DESC LIMIT 1);
  END IF;
END $$;

-- Other files of an OCMW belong to the only OCMW of which the person was a client. Where there were several, nobody knows, and nobody reads them as its own.
DO $$
DECLARE
  held text;
  has_rows boolean;
BEGIN
  FOREACH held IN ARRAY ARRAY['household', 'article60_contract', 'debt_mediation'] LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM local.%I)', held) INTO has_rows;
    CONTINUE WHEN NOT has_rows;
    EXECUTE format('UPDATE local.%I h SET organisation_id = client.organisation_id
      FROM (
        SELECT person_id, min(organisation_id) AS organisation_id
        FROM (SELECT person_id, organisation_id FROM local.living_wage UNION SELECT person_id, organisation_id FROM local.gpmi) known
        GROUP BY person_id
        HAVING count(DISTINCT organisation_id) = 1
      ) client
      WHERE client.person_id = h.person_id', held);
  END LOOP;
END $$;

DROP INDEX "integration"."target_group_person_id_valid_from_key";
CREATE UNIQUE INDEX "target_group_person_id_organisation_id_valid_from_key" ON "integration"."target_group"("person_id", "organisation_id", "valid_from") NULLS NOT DISTINCT;
DROP INDEX "integration"."registration_person_id_registered_on_key";
CREATE UNIQUE INDEX "registration_person_id_organisation_id_registered_on_key" ON "integration"."registration"("person_id", "organisation_id", "registered_on") NULLS NOT DISTINCT;
DROP INDEX "integration"."contract_person_id_signed_on_key";
CREATE UNIQUE INDEX "contract_person_id_organisation_id_signed_on_key" ON "integration"."contract"("person_id", "organisation_id", "signed_on") NULLS NOT DISTINCT;
DROP INDEX "integration"."signature_postponement_person_id_valid_from_key";
CREATE UNIQUE INDEX "signature_postponement_person_id_organisation_id_valid_from_key" ON "integration"."signature_postponement"("person_id", "organisation_id", "valid_from") NULLS NOT DISTINCT;
DROP INDEX "integration"."trajectory_person_id_kind_valid_from_key";
CREATE UNIQUE INDEX "trajectory_person_id_organisation_id_kind_valid_from_key" ON "integration"."trajectory"("person_id", "organisation_id", "kind", "valid_from") NULLS NOT DISTINCT;
DROP INDEX "integration"."social_orientation_person_id_started_on_key";
CREATE UNIQUE INDEX "social_orientation_person_id_organisation_id_started_on_key" ON "integration"."social_orientation"("person_id", "organisation_id", "started_on") NULLS NOT DISTINCT;
DROP INDEX "integration"."dutch_intake_person_id_held_on_key";
CREATE UNIQUE INDEX "dutch_intake_person_id_organisation_id_held_on_key" ON "integration"."dutch_intake"("person_id", "organisation_id", "held_on") NULLS NOT DISTINCT;
DROP INDEX "integration"."dutch_level_person_id_mode_level_key";
CREATE UNIQUE INDEX "dutch_level_person_id_organisation_id_mode_level_key" ON "integration"."dutch_level"("person_id", "organisation_id", "mode", "level") NULLS NOT DISTINCT;
DROP INDEX "integration"."known_language_person_id_language_key";
CREATE UNIQUE INDEX "known_language_person_id_organisation_id_language_key" ON "integration"."known_language"("person_id", "organisation_id", "language") NULLS NOT DISTINCT;
DROP INDEX "integration"."participation_person_id_valid_from_key";
CREATE UNIQUE INDEX "participation_person_id_organisation_id_valid_from_key" ON "integration"."participation"("person_id", "organisation_id", "valid_from") NULLS NOT DISTINCT;
DROP INDEX "integration"."certificate_person_id_kind_issued_on_key";
CREATE UNIQUE INDEX "certificate_person_id_organisation_id_kind_issued_on_key" ON "integration"."certificate"("person_id", "organisation_id", "kind", "issued_on") NULLS NOT DISTINCT;
DROP INDEX "integration"."infringement_person_id_type_code_established_on_key";
CREATE UNIQUE INDEX "infringement_person_id_organisation_id_type_code_establishe_key" ON "integration"."infringement"("person_id", "organisation_id", "type_code", "established_on") NULLS NOT DISTINCT;
DROP INDEX "integration"."fee_person_id_item_due_on_key";
CREATE UNIQUE INDEX "fee_person_id_organisation_id_item_due_on_key" ON "integration"."fee"("person_id", "organisation_id", "item", "due_on") NULLS NOT DISTINCT;
DROP INDEX "local"."living_wage_person_id_valid_from_key";
CREATE UNIQUE INDEX "living_wage_person_id_organisation_id_valid_from_equivalent_key" ON "local"."living_wage"("person_id", "organisation_id", "valid_from", "equivalent") NULLS NOT DISTINCT;
DROP INDEX "local"."household_person_id_valid_from_key";
CREATE UNIQUE INDEX "household_person_id_organisation_id_valid_from_key" ON "local"."household"("person_id", "organisation_id", "valid_from") NULLS NOT DISTINCT;
DROP INDEX "local"."gpmi_person_id_valid_from_key";
CREATE UNIQUE INDEX "gpmi_person_id_organisation_id_valid_from_key" ON "local"."gpmi"("person_id", "organisation_id", "valid_from") NULLS NOT DISTINCT;
DROP INDEX "local"."gpmi_objective_person_id_kind_agreed_on_key";
CREATE UNIQUE INDEX "gpmi_objective_person_id_organisation_id_kind_agreed_on_key" ON "local"."gpmi_objective"("person_id", "organisation_id", "kind", "agreed_on") NULLS NOT DISTINCT;
DROP INDEX "local"."gpmi_evaluation_person_id_planned_on_key";
CREATE UNIQUE INDEX "gpmi_evaluation_person_id_organisation_id_planned_on_key" ON "local"."gpmi_evaluation"("person_id", "organisation_id", "planned_on") NULLS NOT DISTINCT;
DROP INDEX "local"."article60_contract_person_id_valid_from_key";
CREATE UNIQUE INDEX "article60_contract_person_id_organisation_id_valid_from_key" ON "local"."article60_contract"("person_id", "organisation_id", "valid_from") NULLS NOT DISTINCT;
DROP INDEX "local"."debt_mediation_person_id_valid_from_key";
CREATE UNIQUE INDEX "debt_mediation_person_id_organisation_id_valid_from_key" ON "local"."debt_mediation"("person_id", "organisation_id", "valid_from") NULLS NOT DISTINCT;
DROP INDEX "local"."social_tenancy_person_id_valid_from_key";
CREATE UNIQUE INDEX "social_tenancy_person_id_organisation_id_valid_from_key" ON "local"."social_tenancy"("person_id", "organisation_id", "valid_from") NULLS NOT DISTINCT;
DROP INDEX "local"."social_statute_person_id_name_valid_from_key";
CREATE UNIQUE INDEX "social_statute_person_id_organisation_id_name_valid_from_key" ON "local"."social_statute"("person_id", "organisation_id", "name", "valid_from") NULLS NOT DISTINCT;
CREATE UNIQUE INDEX "background_person_id_organisation_id_key" ON "integration"."background"("person_id", "organisation_id") NULLS NOT DISTINCT;

-- "We and those whom we succeed": who stands for an organisation, and when. It follows from directory.organisation at every change.
CREATE TABLE "directory"."lineage" (
    "organisation_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,

    CONSTRAINT "lineage_pkey" PRIMARY KEY ("organisation_id","member_id")
);
CREATE INDEX "lineage_member_id_idx" ON "directory"."lineage"("member_id");
CREATE FUNCTION directory.fill_lineage() RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
  WITH RECURSIVE stands (organisation_id, member_id, valid_from, valid_until, successor_id) AS (
    SELECT id, id, valid_from, valid_until, successor_id FROM directory.organisation
    UNION ALL
    SELECT o.id, s.member_id, greatest(s.valid_until, o.valid_from), o.valid_until, o.successor_id
    FROM stands s
    JOIN directory.organisation o ON o.id = s.successor_id
    WHERE s.valid_until IS NOT NULL
  ) CYCLE organisation_id, member_id SET is_cycle USING path, gone AS (
    DELETE FROM directory.lineage l
    WHERE NOT EXISTS (SELECT FROM stands s WHERE s.organisation_id = l.organisation_id AND s.member_id = l.member_id)
  )
  INSERT INTO directory.lineage AS l (organisation_id, member_id, valid_from, valid_until)
  SELECT organisation_id, member_id, valid_from, valid_until FROM stands WHERE NOT is_cycle
  ON CONFLICT (organisation_id, member_id) DO UPDATE SET valid_from = excluded.valid_from, valid_until = excluded.valid_until
  WHERE (l.valid_from, l.valid_until) IS DISTINCT FROM (excluded.valid_from, excluded.valid_until);
$$;
REVOKE EXECUTE ON FUNCTION directory.fill_lineage() FROM PUBLIC;
SELECT directory.fill_lineage();
SELECT hub.protect_table('directory.lineage');

CREATE FUNCTION directory.follow_lineage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM directory.fill_lineage();
  RETURN NULL;
END $$;
CREATE TRIGGER follow_lineage AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON directory.organisation
  FOR EACH STATEMENT EXECUTE FUNCTION directory.follow_lineage();
