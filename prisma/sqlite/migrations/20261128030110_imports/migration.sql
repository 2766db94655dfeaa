-- CreateTable
CREATE TABLE "Import" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "options" TEXT NOT NULL,
    "report" TEXT NOT NULL,
    "prefix" TEXT,
    "batches" INTEGER NOT NULL,
    "createdById" INTEGER NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "appliedAt" DATETIME,
    "learnFrom" TEXT,
    "learnRealm" TEXT,
    "learnUntil" DATETIME
);

-- CreateTable
CREATE TABLE "ImportBatch" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "importId" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "entries" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "ImportBatch_importId_place_key" ON "ImportBatch"("importId", "place");
