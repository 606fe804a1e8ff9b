-- CreateEnum
CREATE TYPE "directory"."held_merge_state" AS ENUM ('HELD', 'REJECTED');

-- AlterTable
ALTER TABLE "directory"."person_number" ADD COLUMN     "named_on" DATE;

-- AlterTable
ALTER TABLE "directory"."refusal" ADD COLUMN     "operator_code" TEXT;

-- AlterTable
ALTER TABLE "directory"."residence" ADD COLUMN     "said_until" DATE;

-- AlterTable
ALTER TABLE "incentive"."decision" ADD COLUMN     "facts_withdrawn_at" TIMESTAMPTZ;

-- AlterTable
ALTER TABLE "integration"."target_group" ADD COLUMN     "said_until" DATE;

-- AlterTable
ALTER TABLE "integration"."trajectory" ADD COLUMN     "said_until" DATE;

-- AlterTable
ALTER TABLE "local"."household" ADD COLUMN     "said_until" DATE;

-- AlterTable
ALTER TABLE "local"."social_statute" ADD COLUMN     "said_until" DATE;

-- AlterTable
ALTER TABLE "work"."jobseeker_registration" ADD COLUMN     "said_until" DATE;

-- CreateTable
CREATE TABLE "directory"."held_merge" (
    "id" SERIAL NOT NULL,
    "number_hash" BYTEA NOT NULL,
    "replaced_hash" BYTEA NOT NULL,
    "contradicts" TEXT[],
    "state" "directory"."held_merge_state" NOT NULL DEFAULT 'HELD',
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "held_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "held_merge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory"."withdrawn" (
    "person_id" UUID NOT NULL,
    "record_type" TEXT NOT NULL,
    "key" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "withdrawn_pkey" PRIMARY KEY ("person_id","record_type","key")
);

-- CreateTable
CREATE TABLE "directory"."snapshot" (
    "person_id" UUID NOT NULL,
    "record_type" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "begins_from" DATE NOT NULL,
    "begins_until" DATE NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "snapshot_pkey" PRIMARY KEY ("person_id","record_type","source","begins_from")
);

-- CreateIndex
CREATE INDEX "held_merge_replaced_hash_idx" ON "directory"."held_merge"("replaced_hash");

-- CreateIndex
CREATE UNIQUE INDEX "held_merge_number_hash_replaced_hash_key" ON "directory"."held_merge"("number_hash", "replaced_hash");

-- AddForeignKey
ALTER TABLE "directory"."held_merge" ADD CONSTRAINT "held_merge_number_hash_fkey" FOREIGN KEY ("number_hash") REFERENCES "directory"."person_number"("insz_hash") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory"."held_merge" ADD CONSTRAINT "held_merge_replaced_hash_fkey" FOREIGN KEY ("replaced_hash") REFERENCES "directory"."person_number"("insz_hash") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say.
SELECT hub.protect_schema('directory');

-- Rows that end where the next one begins: nobody kept how they ended before, so that they count as open when the next one is withdrawn.
DO $$
DECLARE
  followed record;
  has_rows boolean;
BEGIN
  FOR followed IN SELECT * FROM (VALUES
    ('directory.residence', 'person_id'),
    ('integration.target_group', 'person_id, organisation_id'),
    ('integration.trajectory', 'person_id, organisation_id, kind'),
    ('local.household', 'person_id, organisation_id'),
    ('local.social_statute', 'person_id, organisation_id, name'),
    ('work.jobseeker_registration', 'person_id')
  ) f (place, partition) LOOP
    -- An update leaves a note, also when it finds nothing.
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', followed.place) INTO has_rows;
    CONTINUE WHEN NOT has_rows;
    EXECUTE format('UPDATE %1$s t SET said_until = ''infinity''
      FROM (SELECT id, lead(valid_from) OVER (PARTITION BY %2$s ORDER BY valid_from) AS next FROM %1$s) n
      WHERE n.id = t.id AND n.next = t.valid_until', followed.place, followed.partition);
  END LOOP;
END $$;

-- Numbers of persons who have several were named by a statement that one replaces another, on the day that was kept.
DO $$
BEGIN
  IF EXISTS (SELECT FROM directory.person_number) THEN
    UPDATE directory.person_number n SET named_on = n.as_of
      WHERE EXISTS (SELECT FROM directory.person_number o WHERE o.person_id = n.person_id AND o.insz_hash <> n.insz_hash);
  END IF;
END $$;
