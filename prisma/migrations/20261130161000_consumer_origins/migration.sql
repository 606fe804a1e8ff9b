-- CreateTable
CREATE TABLE "directory"."consumer_origin" (
    "consumer" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "consumer_origin_pkey" PRIMARY KEY ("consumer","origin")
);

-- What Prisma cannot say.
SELECT hub.protect_schema('directory');
