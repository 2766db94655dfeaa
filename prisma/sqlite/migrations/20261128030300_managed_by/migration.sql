-- AlterTable
ALTER TABLE "Robot" ADD COLUMN "managedBy" TEXT NOT NULL DEFAULT '';
