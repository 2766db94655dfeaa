-- CreateTable
CREATE TABLE "Import" (
    "id" SERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "options" TEXT NOT NULL,
    "report" TEXT NOT NULL,
    "prefix" TEXT,
    "batches" INTEGER NOT NULL,
    "createdById" INTEGER NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "appliedAt" TIMESTAMP(3),
    "learnFrom" TEXT,
    "learnRealm" TEXT,
    "learnUntil" TIMESTAMP(3),

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportBatch" (
    "id" SERIAL NOT NULL,
    "importId" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "entries" TEXT NOT NULL,

    CONSTRAINT "ImportBatch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ImportBatch_importId_place_key" ON "ImportBatch"("importId", "place");
