-- AlterTable
ALTER TABLE "directory"."consumer_minute" ADD COLUMN     "documents" BIGINT NOT NULL DEFAULT 0;
