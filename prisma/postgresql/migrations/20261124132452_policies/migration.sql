-- CreateTable
CREATE TABLE "Policy" (
    "id" SERIAL NOT NULL,
    "scope" TEXT NOT NULL,
    "projectId" INTEGER,
    "maxDays" INTEGER,
    "forbidNever" BOOLEAN NOT NULL DEFAULT false,
    "idleDays" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updatedByName" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Policy_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Policy_scope_key" ON "Policy"("scope");

-- CreateIndex
CREATE UNIQUE INDEX "Policy_projectId_key" ON "Policy"("projectId");

-- CreateIndex
CREATE INDEX "Robot_expiresAt_id_idx" ON "Robot"("expiresAt", "id");

-- AddForeignKey
ALTER TABLE "Policy" ADD CONSTRAINT "Policy_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
