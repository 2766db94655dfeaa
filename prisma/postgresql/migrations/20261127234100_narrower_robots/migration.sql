-- AlterTable
ALTER TABLE "Robot" ADD COLUMN     "allowedAddresses" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "refusedAddress" TEXT,
ADD COLUMN     "refusedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "RobotGrant" ADD COLUMN     "repositories" TEXT NOT NULL DEFAULT '';
