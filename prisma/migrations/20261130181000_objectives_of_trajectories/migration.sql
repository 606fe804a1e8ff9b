-- AlterEnum
ALTER TYPE "local"."gpmi_objective_kind" ADD VALUE 'TRAJECTORY_START';
ALTER TYPE "local"."gpmi_objective_kind" ADD VALUE 'TRAJECTORY_FINISH';
ALTER TYPE "local"."gpmi_objective_kind" ADD VALUE 'SOCIAL_ORIENTATION_START';
ALTER TYPE "local"."gpmi_objective_kind" ADD VALUE 'DUTCH_START';

-- AlterEnum
ALTER TYPE "incentive"."outcome" ADD VALUE 'PARTIALLY_ELIGIBLE';
