-- AlterTable
ALTER TABLE "RetiredSecret" ADD COLUMN     "leakedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Robot" ADD COLUMN     "oldSecretSince" TIMESTAMP(3);
