-- DropIndex
DROP INDEX "directory"."consent_person_id_purpose_recipient_valid_from_key";

-- AlterTable
ALTER TABLE "audit"."person_use" ADD COLUMN     "claims" BIGINT[] DEFAULT ARRAY[]::BIGINT[];

-- AlterTable
ALTER TABLE "directory"."consent" ADD COLUMN     "fact_group" TEXT,
ADD COLUMN     "organisation_id" INTEGER;

-- AlterTable
ALTER TABLE "directory"."relationship" ADD COLUMN     "claim_id" BIGINT,
ADD COLUMN     "withdrawn_at" TIMESTAMPTZ;

-- CreateTable
CREATE TABLE "audit"."claim" (
    "id" BIGSERIAL NOT NULL,
    "xid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "organisation_id" INTEGER NOT NULL,
    "capacity" TEXT NOT NULL,
    "record_types" TEXT[],
    "source" TEXT NOT NULL,
    "deliverer_id" INTEGER,
    "consumer" TEXT,
    "delivery_id" BIGINT NOT NULL,
    "persons" UUID[],

    CONSTRAINT "claim_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "claim_xid_idx" ON "audit"."claim" USING BRIN ("xid");

-- CreateIndex
CREATE UNIQUE INDEX "consent_key" ON "directory"."consent"("person_id", "organisation_id", "fact_group", "purpose", "recipient", "valid_from");

-- What Prisma cannot say: the application adds claims and chooses neither their id nor their time; nobody changes one.
GRANT SELECT ON audit.claim TO doorstroom_app, doorstroom_sealer;
GRANT INSERT (organisation_id, capacity, record_types, source, deliverer_id, consumer, delivery_id, persons) ON audit.claim TO doorstroom_app;
GRANT USAGE ON SEQUENCE audit.claim_id_seq TO doorstroom_app;
ALTER INDEX audit.claim_xid_idx SET (autosummarize = on);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.claim FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
