-- AlterTable
ALTER TABLE "Robot" ADD COLUMN "contact" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "Event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "projectId" INTEGER,
    "robotId" INTEGER,
    "data" TEXT NOT NULL,
    "handedOn" BOOLEAN NOT NULL DEFAULT false
);

-- CreateTable
CREATE TABLE "Outbox" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "eventKey" TEXT NOT NULL,
    "eventType" TEXT NOT NULL,
    "endpointId" INTEGER,
    "receiver" TEXT,
    "payload" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME NOT NULL,
    "leaseUntil" DATETIME,
    "leaseBy" TEXT,
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" DATETIME,
    CONSTRAINT "Outbox_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "WebhookEndpoint" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DeliveryTry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "outboxId" INTEGER NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "durationMs" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,
    "headers" TEXT NOT NULL,
    "reply" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "DeliveryTry_outboxId_fkey" FOREIGN KEY ("outboxId") REFERENCES "Outbox" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "WebhookEndpoint" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "projectId" INTEGER,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "events" TEXT NOT NULL,
    "format" TEXT NOT NULL DEFAULT 'standard',
    "withAddresses" BOOLEAN NOT NULL DEFAULT false,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "stopReason" TEXT,
    "secretEncrypted" TEXT NOT NULL,
    "previousSecretEncrypted" TEXT,
    "previousUntil" DATETIME,
    "failingSince" DATETIME,
    "createdByName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "WebhookEndpoint_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ReminderSetting" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "scope" TEXT NOT NULL,
    "projectId" INTEGER,
    "days" TEXT NOT NULL DEFAULT '',
    "addresses" TEXT NOT NULL DEFAULT '',
    "updatedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "ReminderSetting_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "PersonNotices" (
    "userId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mailReminders" BOOLEAN NOT NULL DEFAULT true,
    "mailTrouble" BOOLEAN NOT NULL DEFAULT true,
    "seenEventId" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "PersonNotices_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Event_key_key" ON "Event"("key");

-- CreateIndex
CREATE INDEX "Event_handedOn_id_idx" ON "Event"("handedOn", "id");

-- CreateIndex
CREATE INDEX "Event_at_idx" ON "Event"("at");

-- CreateIndex
CREATE INDEX "Event_projectId_type_id_idx" ON "Event"("projectId", "type", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Outbox_key_key" ON "Outbox"("key");

-- CreateIndex
CREATE INDEX "Outbox_state_nextAt_id_idx" ON "Outbox"("state", "nextAt", "id");

-- CreateIndex
CREATE INDEX "Outbox_endpointId_id_idx" ON "Outbox"("endpointId", "id");

-- CreateIndex
CREATE INDEX "Outbox_receiver_kind_state_idx" ON "Outbox"("receiver", "kind", "state");

-- CreateIndex
CREATE INDEX "Outbox_endedAt_idx" ON "Outbox"("endedAt");

-- CreateIndex
CREATE INDEX "DeliveryTry_outboxId_id_idx" ON "DeliveryTry"("outboxId", "id");

-- CreateIndex
CREATE INDEX "WebhookEndpoint_projectId_idx" ON "WebhookEndpoint"("projectId");

-- CreateIndex
CREATE UNIQUE INDEX "ReminderSetting_scope_key" ON "ReminderSetting"("scope");

-- CreateIndex
CREATE UNIQUE INDEX "ReminderSetting_projectId_key" ON "ReminderSetting"("projectId");
