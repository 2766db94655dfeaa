-- DropIndex
DROP INDEX "RobotGrant_robotId_idx";

-- CreateIndex
CREATE INDEX "Robot_level_name_idx" ON "Robot"("level", "name");

-- CreateIndex
CREATE INDEX "Robot_level_expiresAt_id_idx" ON "Robot"("level", "expiresAt", "id");

-- CreateIndex
CREATE INDEX "Robot_level_lastUsedAt_id_idx" ON "Robot"("level", "lastUsedAt", "id");

-- CreateIndex
CREATE INDEX "RobotGrant_robotId_projectId_idx" ON "RobotGrant"("robotId", "projectId");
