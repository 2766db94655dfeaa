-- AlterTable
ALTER TABLE "Robot" ADD COLUMN "allowedAddresses" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Robot" ADD COLUMN "refusedAt" DATETIME;
ALTER TABLE "Robot" ADD COLUMN "refusedAddress" TEXT;

-- AlterTable
ALTER TABLE "RobotGrant" ADD COLUMN "repositories" TEXT NOT NULL DEFAULT '';
