-- DropIndex
DROP INDEX "AuditEvent_projectId_id_idx";

-- CreateIndex
CREATE INDEX "AuditEvent_actorName_at_id_idx" ON "AuditEvent"("actorName", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_robotName_at_id_idx" ON "AuditEvent"("robotName", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_projectName_at_id_idx" ON "AuditEvent"("projectName", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_action_at_id_idx" ON "AuditEvent"("action", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_result_at_id_idx" ON "AuditEvent"("result", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_projectId_at_id_idx" ON "AuditEvent"("projectId", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_projectId_actorName_at_id_idx" ON "AuditEvent"("projectId", "actorName", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_projectId_action_at_id_idx" ON "AuditEvent"("projectId", "action", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_projectId_result_at_id_idx" ON "AuditEvent"("projectId", "result", "at", "id");
