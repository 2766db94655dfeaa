-- AlterTable
ALTER TABLE "Policy" ADD COLUMN "apiGraceSeconds" INTEGER;
ALTER TABLE "Policy" ADD COLUMN "disableOnReuse" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Policy" ADD COLUMN "maxGraceDays" INTEGER;

-- AlterTable
ALTER TABLE "Robot" ADD COLUMN "expirySetAt" DATETIME;
ALTER TABLE "Robot" ADD COLUMN "oldSecretEndsAt" BIGINT;
ALTER TABLE "Robot" ADD COLUMN "oldSecretGrace" INTEGER;
ALTER TABLE "Robot" ADD COLUMN "oldSecretHash" TEXT;
ALTER TABLE "Robot" ADD COLUMN "oldSecretReplacedAt" DATETIME;
ALTER TABLE "Robot" ADD COLUMN "oldSecretUsedAddress" TEXT;
ALTER TABLE "Robot" ADD COLUMN "oldSecretUsedAt" DATETIME;
ALTER TABLE "Robot" ADD COLUMN "secretChangedByName" TEXT;
ALTER TABLE "Robot" ADD COLUMN "secretFirstUsedAt" DATETIME;
ALTER TABLE "Robot" ADD COLUMN "secretLeakedAt" DATETIME;
ALTER TABLE "Robot" ADD COLUMN "secretStoppedAt" DATETIME;
ALTER TABLE "Robot" ADD COLUMN "secretUsedAddress" TEXT;
ALTER TABLE "Robot" ADD COLUMN "secretUsedAt" DATETIME;

-- CreateTable
CREATE TABLE "RetiredSecret" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "robotId" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "fingerprint" TEXT,
    "replacedAt" DATETIME NOT NULL,
    "retiredAt" DATETIME NOT NULL,
    "reason" TEXT NOT NULL,
    CONSTRAINT "RetiredSecret_robotId_fkey" FOREIGN KEY ("robotId") REFERENCES "Robot" ("id") ON DELETE CASCADE ON UPDATE CASCADE
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
