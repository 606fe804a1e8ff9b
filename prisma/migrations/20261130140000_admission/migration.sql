-- CreateTable
CREATE TABLE "audit"."refusal_count" (
    "minute" TIMESTAMPTZ NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "consumer" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "refusal_count_pkey" PRIMARY KEY ("minute","code","reason","consumer")
);

-- CreateTable
CREATE TABLE "directory"."consumer_minute" (
    "consumer" TEXT NOT NULL,
    "minute" INTEGER NOT NULL,
    "requests" BIGINT NOT NULL,
    "cost" BIGINT NOT NULL,

    CONSTRAINT "consumer_minute_pkey" PRIMARY KEY ("consumer")
);

-- What Prisma cannot say.
SELECT hub.protect_schema('directory');
-- How much a consumer asked says nothing about persons.
GRANT SELECT, INSERT, UPDATE, DELETE ON directory.consumer_minute TO doorstroom_app;
-- Counts of refusals grow by adding; they are not sealed, and retention deletes them as the owner.
GRANT SELECT, INSERT (minute, code, reason, consumer, count), UPDATE (count) ON audit.refusal_count TO doorstroom_app;
