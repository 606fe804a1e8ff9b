-- A delivery belongs to the organisation that delivered it, has a state and an id that leads to no other, and is read by one process at a time.

-- CreateEnum
CREATE TYPE "directory"."delivery_state" AS ENUM ('RECEIVING', 'IMPORTED', 'REFUSED', 'INTERRUPTED');

-- DropIndex
DROP INDEX "directory"."delivery_source_reference_key";

-- AlterTable
ALTER TABLE "directory"."delivery" ADD COLUMN     "again_at" TIMESTAMPTZ,
ADD COLUMN     "alive_until" TIMESTAMPTZ,
ADD COLUMN     "as_of" DATE,
ADD COLUMN     "attempt" UUID,
ADD COLUMN     "domain" TEXT,
ADD COLUMN     "ignored" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "organisation_id" INTEGER,
ADD COLUMN     "public_id" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN     "remarks" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "state" "directory"."delivery_state" NOT NULL DEFAULT 'IMPORTED',
ADD COLUMN     "times_again" INTEGER NOT NULL DEFAULT 0;

-- What came before: by POST, the source was kept under the organisation's name. A new database has nothing to change, and notes no change.
DO $$
BEGIN
  IF EXISTS (SELECT FROM "directory"."delivery") THEN
    UPDATE "directory"."delivery" d
    SET "organisation_id" = o."id", "source" = substr(d."source", length(o."name") + 2)
    FROM "directory"."organisation" o
    WHERE starts_with(d."source", o."name" || '/') OR d."source" = o."name" AND d."reference" LIKE 'refused/%';
    UPDATE "directory"."delivery"
    SET "state" = CASE WHEN "finished_at" IS NULL THEN 'INTERRUPTED' ELSE 'REFUSED' END::"directory"."delivery_state"
    WHERE "finished_at" IS NULL OR "reference" LIKE 'refused/%';
  END IF;
END $$;

-- CreateIndex
CREATE UNIQUE INDEX "delivery_public_id_key" ON "directory"."delivery"("public_id");

-- CreateIndex
CREATE INDEX "delivery_organisation_id_id_idx" ON "directory"."delivery"("organisation_id", "id");

-- CreateIndex: an import by the operator has no organisation, and is found by source and reference all the same.
CREATE UNIQUE INDEX "delivery_organisation_id_source_reference_key" ON "directory"."delivery"("organisation_id", "source", "reference") NULLS NOT DISTINCT;
