-- CreateTable
CREATE TABLE "directory"."manifest_version" (
    "consumer" TEXT NOT NULL,
    "contract" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "registered_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "valid_until" DATE,

    CONSTRAINT "manifest_version_pkey" PRIMARY KEY ("consumer","contract","version")
);

-- CreateTable
CREATE TABLE "directory"."manifest_operation" (
    "consumer" TEXT NOT NULL,
    "contract" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "hash" CHAR(64) NOT NULL,

    CONSTRAINT "manifest_operation_pkey" PRIMARY KEY ("consumer","contract","version","hash")
);

-- CreateIndex
CREATE INDEX "manifest_operation_consumer_contract_hash_idx" ON "directory"."manifest_operation"("consumer", "contract", "hash");

-- AddForeignKey
ALTER TABLE "directory"."manifest_operation" ADD CONSTRAINT "manifest_operation_consumer_contract_version_fkey" FOREIGN KEY ("consumer", "contract", "version") REFERENCES "directory"."manifest_version"("consumer", "contract", "version") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory"."manifest_operation" ADD CONSTRAINT "manifest_operation_consumer_contract_hash_fkey" FOREIGN KEY ("consumer", "contract", "hash") REFERENCES "directory"."registered_operation"("consumer", "contract", "hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot say.
-- What is registered now was one manifest for each consumer and purpose: it stands as the first version.
INSERT INTO directory.manifest_version (consumer, contract, version, registered_at)
  SELECT consumer, contract, 1, min(registered_at) FROM directory.registered_operation GROUP BY consumer, contract;
INSERT INTO directory.manifest_operation (consumer, contract, version, hash)
  SELECT consumer, contract, 1, hash FROM directory.registered_operation;
-- After the rows above, which are no change behind anybody's back.
SELECT hub.protect_schema('directory');
