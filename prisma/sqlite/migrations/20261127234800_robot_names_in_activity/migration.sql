-- CreateIndex
CREATE INDEX "AuditEvent_projectId_robotName_at_id_idx" ON "AuditEvent"("projectId", "robotName", "at", "id");
