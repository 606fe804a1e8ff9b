-- AlterTable
ALTER TABLE "incentive"."decision" ADD COLUMN     "in_force_key" TEXT,
ADD COLUMN     "occasion" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "decision_in_force_key_key" ON "incentive"."decision"("in_force_key");
