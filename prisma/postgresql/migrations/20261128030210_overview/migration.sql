-- CreateTable
CREATE TABLE "RobotCount" (
    "projectId" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "expiring" INTEGER NOT NULL,
    "expired" INTEGER NOT NULL,
    "idle" INTEGER NOT NULL,
    "outside" INTEGER NOT NULL,
    "failedLogins" INTEGER NOT NULL,
    "countedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "RobotCount_pkey" PRIMARY KEY ("projectId")
);

-- CreateTable
CREATE TABLE "SavedView" (
    "id" SERIAL NOT NULL,
    "userId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SavedView_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "SavedView_userId_name_key" ON "SavedView"("userId", "name");

-- AddForeignKey
ALTER TABLE "SavedView" ADD CONSTRAINT "SavedView_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
