-- CreateTable
CREATE TABLE "Task" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "dueAt" DATETIME NOT NULL,
    "leaseUntil" DATETIME,
    "leaseBy" TEXT,
    "lastStartedAt" DATETIME,
    "lastEndedAt" DATETIME,
    "lastResult" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0
);
