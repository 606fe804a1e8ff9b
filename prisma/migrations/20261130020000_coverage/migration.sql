-- CreateTable
CREATE TABLE "integration"."coverage" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "organisation_id" INTEGER,
    "record_type" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "coverage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local"."coverage" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "organisation_id" INTEGER,
    "record_type" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "coverage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work"."coverage" (
    "id" BIGSERIAL NOT NULL,
    "person_id" UUID NOT NULL,
    "organisation_id" INTEGER,
    "record_type" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "coverage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "coverage_person_id_record_type_organisation_id_key" ON "integration"."coverage"("person_id", "record_type", "organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "coverage_person_id_record_type_organisation_id_key" ON "local"."coverage"("person_id", "record_type", "organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "coverage_person_id_record_type_organisation_id_key" ON "work"."coverage"("person_id", "record_type", "organisation_id");

-- For a domain whose sources say what they cover: one row for each person, record type and organisation, none of which may be there twice without an
-- organisation either; and whose facts of the day rest on it.
CREATE FUNCTION hub.covers_records(domain text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('DROP INDEX %I.coverage_person_id_record_type_organisation_id_key', domain);
  EXECUTE format('CREATE UNIQUE INDEX coverage_person_id_record_type_organisation_id_key ON %I.coverage (person_id, record_type, organisation_id) NULLS NOT DISTINCT', domain);
  PERFORM hub.sheet_column(domain, 'days', 'date[]');
  PERFORM hub.sheet_depends_on(domain, format('%I.coverage', domain)::regclass);
END $$;

-- The integration sheet is full: what the intake learned about childcare is computed as it is asked.
SELECT hub.drop_sheet_column('integration', 'needs_childcare');
SELECT hub.covers_records(domain), hub.protect_schema(domain) FROM unnest(ARRAY['integration', 'work', 'local']) domain;

-- Statistics say "not known" where nothing is covered.
GRANT SELECT (person_id, record_type, valid_from, valid_until, as_of) ON work.coverage, local.coverage TO doorstroom_statistics;
