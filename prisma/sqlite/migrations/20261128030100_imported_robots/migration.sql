-- AlterTable
ALTER TABLE "Robot" ADD COLUMN "importId" INTEGER;
ALTER TABLE "Robot" ADD COLUMN "importedAt" DATETIME;
ALTER TABLE "Robot" ADD COLUMN "importedFrom" TEXT;
ALTER TABLE "Robot" ADD COLUMN "importedId" TEXT;
ALTER TABLE "Robot" ADD COLUMN "movedAt" DATETIME;

-- CreateIndex
CREATE INDEX "Robot_import_idx" ON "Robot"("importId", "movedAt", "lastUsedAt");
