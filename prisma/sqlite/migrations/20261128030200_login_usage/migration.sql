-- CreateTable
CREATE TABLE "RobotUsage" (
    "robotId" INTEGER NOT NULL,
    "day" INTEGER NOT NULL,
    "logins" INTEGER NOT NULL,

    PRIMARY KEY ("robotId", "day"),
    CONSTRAINT "RobotUsage_robotId_fkey" FOREIGN KEY ("robotId") REFERENCES "Robot" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "LoginHour" (
    "projectId" INTEGER NOT NULL,
    "hour" INTEGER NOT NULL,
    "logins" INTEGER NOT NULL,

    PRIMARY KEY ("projectId", "hour")
);

-- CreateIndex
CREATE INDEX "RobotUsage_day_idx" ON "RobotUsage"("day");

-- CreateIndex
CREATE INDEX "LoginHour_hour_idx" ON "LoginHour"("hour");
