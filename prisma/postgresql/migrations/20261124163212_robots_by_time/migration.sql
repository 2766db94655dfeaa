-- DropIndex
DROP INDEX "Robot_level_id_idx";

-- DropIndex
DROP INDEX "Robot_project_created_idx";

-- CreateIndex
CREATE INDEX "Robot_project_created_idx" ON "Robot"("projectId", "createdAt", "id", "disabled", "expiresAt", "searchName");

-- CreateIndex
CREATE INDEX "Robot_level_createdAt_id_idx" ON "Robot"("level", "createdAt", "id");
