-- AlterTable
ALTER TABLE "Robot" ADD COLUMN     "durationDays" INTEGER NOT NULL DEFAULT -1,
ADD COLUMN     "searchDescription" TEXT NOT NULL DEFAULT '';

-- Robots that are there already.
UPDATE "Robot" SET "searchDescription" = replace(replace(replace(lower("description"), '%', '٪'), '_', '‿'), '\', '⧵')
WHERE "description" <> '';
UPDATE "Robot" SET "durationDays" = least(greatest(("expiresAt" - floor(extract(epoch FROM "createdAt"))::bigint + 86399) / 86400, 1), 2147483646)::integer
WHERE "expiresAt" <> 9007199254740991;
