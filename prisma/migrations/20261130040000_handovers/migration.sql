-- CreateTable
CREATE TABLE "directory"."handover" (
    "person_id" UUID NOT NULL,
    "record_type" TEXT NOT NULL,
    "organisation_id" INTEGER NOT NULL,
    "key" JSONB NOT NULL,
    "ends_on" DATE NOT NULL,
    "as_of" DATE NOT NULL,

    CONSTRAINT "handover_pkey" PRIMARY KEY ("person_id","record_type","organisation_id","key")
);

-- What Prisma cannot say.
SELECT hub.protect_schema('directory');
