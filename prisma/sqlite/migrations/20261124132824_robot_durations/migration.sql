-- AlterTable: in place, because a table made anew would forget which ids were given out before.
ALTER TABLE "Robot" ADD COLUMN "searchDescription" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Robot" ADD COLUMN "durationDays" INTEGER NOT NULL DEFAULT -1;

-- Robots that are there already.
UPDATE "Robot" SET "searchDescription" = replace(replace(replace(lower("description"), '%', '٪'), '_', '‿'), '\', '⧵')
WHERE "description" <> '';
UPDATE "Robot" SET "durationDays" = min(max(("expiresAt" - unixepoch("createdAt") + 86399) / 86400, 1), 2147483646)
WHERE "expiresAt" <> 9007199254740991;
