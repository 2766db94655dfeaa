-- CreateIndex
CREATE INDEX "Robot_all_created_idx" ON "Robot"("createdAt", "id", "disabled", "expiresAt");

-- CreateIndex
CREATE INDEX "Robot_all_name_idx" ON "Robot"("name", "id", "disabled", "expiresAt");

-- CreateIndex
CREATE INDEX "Robot_all_last_used_idx" ON "Robot"("lastUsedAt", "id", "disabled", "expiresAt");

-- CreateIndex
CREATE INDEX "Robot_all_status_idx" ON "Robot"("disabled", "expiresAt", "id");
