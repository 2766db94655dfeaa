-- AlterTable
ALTER TABLE "RetiredSecret" ADD COLUMN "leakedAt" DATETIME;

-- AlterTable
ALTER TABLE "Robot" ADD COLUMN "oldSecretSince" DATETIME;
