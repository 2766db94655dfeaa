-- AlterTable
ALTER TABLE "Policy" ADD COLUMN     "apiGraceSeconds" INTEGER,
ADD COLUMN     "disableOnReuse" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "maxGraceDays" INTEGER;

-- AlterTable
ALTER TABLE "Robot" ADD COLUMN     "expirySetAt" TIMESTAMP(3),
ADD COLUMN     "oldSecretEndsAt" BIGINT,
ADD COLUMN     "oldSecretGrace" INTEGER,
ADD COLUMN     "oldSecretHash" TEXT,
ADD COLUMN     "oldSecretReplacedAt" TIMESTAMP(3),
ADD COLUMN     "oldSecretUsedAddress" TEXT,
ADD COLUMN     "oldSecretUsedAt" TIMESTAMP(3),
ADD COLUMN     "secretChangedByName" TEXT,
ADD COLUMN     "secretFirstUsedAt" TIMESTAMP(3),
ADD COLUMN     "secretLeakedAt" TIMESTAMP(3),
ADD COLUMN     "secretStoppedAt" TIMESTAMP(3),
ADD COLUMN     "secretUsedAddress" TEXT,
ADD COLUMN     "secretUsedAt" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "RetiredSecret" (
    "id" SERIAL NOT NULL,
    "robotId" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "fingerprint" TEXT,
    "replacedAt" TIMESTAMP(3) NOT NULL,
    "retiredAt" TIMESTAMP(3) NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "RetiredSecret_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "RetiredSecret_robotId_id_idx" ON "RetiredSecret"("robotId", "id");

-- CreateIndex
CREATE INDEX "RetiredSecret_fingerprint_idx" ON "RetiredSecret"("fingerprint");

-- CreateIndex
CREATE INDEX "RetiredSecret_retiredAt_idx" ON "RetiredSecret"("retiredAt");

-- CreateIndex
CREATE INDEX "Robot_project_old_secret_idx" ON "Robot"("projectId", "oldSecretEndsAt");

-- CreateIndex
CREATE INDEX "Robot_level_old_secret_idx" ON "Robot"("level", "oldSecretEndsAt");

-- CreateIndex
CREATE INDEX "Robot_secretHash_idx" ON "Robot"("secretHash");

-- CreateIndex
CREATE INDEX "Robot_oldSecretHash_idx" ON "Robot"("oldSecretHash");

-- AddForeignKey
ALTER TABLE "RetiredSecret" ADD CONSTRAINT "RetiredSecret_robotId_fkey" FOREIGN KEY ("robotId") REFERENCES "Robot"("id") ON DELETE CASCADE ON UPDATE CASCADE;
