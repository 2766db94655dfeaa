-- DropIndex
DROP INDEX "Robot_projectId_expiresAt_id_idx";

-- DropIndex
DROP INDEX "Robot_projectId_id_idx";

-- DropIndex
DROP INDEX "Robot_projectId_lastUsedAt_id_idx";

-- DropIndex
DROP INDEX "Robot_projectId_name_idx";

-- CreateIndex
CREATE INDEX "Robot_project_created_idx" ON "Robot"("projectId", "id", "disabled", "expiresAt", "searchName");

-- CreateIndex
CREATE INDEX "Robot_project_name_idx" ON "Robot"("projectId", "name", "id", "disabled", "expiresAt", "searchName");

-- CreateIndex
CREATE INDEX "Robot_project_expires_idx" ON "Robot"("projectId", "expiresAt", "id", "disabled", "searchName");

-- CreateIndex
-- NULLS FIRST, which the models cannot say: backwards it is the order of the list, the most recently used first and the
-- never used last.
CREATE INDEX "Robot_project_last_used_idx" ON "Robot"("projectId", "lastUsedAt" NULLS FIRST, "id", "disabled", "expiresAt", "searchName");

-- CreateIndex
CREATE INDEX "Robot_project_status_idx" ON "Robot"("projectId", "disabled", "expiresAt", "id");
