-- AlterTable
ALTER TABLE "Robot" ADD COLUMN     "importId" INTEGER,
ADD COLUMN     "importedAt" TIMESTAMP(3),
ADD COLUMN     "importedFrom" TEXT,
ADD COLUMN     "importedId" TEXT,
ADD COLUMN     "movedAt" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "Robot_import_idx" ON "Robot"("importId", "movedAt", "lastUsedAt");
