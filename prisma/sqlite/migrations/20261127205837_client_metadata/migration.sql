-- AlterTable
ALTER TABLE "Member" ADD COLUMN "roleId" INTEGER;

-- AlterTable
ALTER TABLE "Project" ADD COLUMN "metadata" TEXT;
