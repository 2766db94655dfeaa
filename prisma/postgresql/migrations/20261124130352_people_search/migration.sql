-- AlterTable
ALTER TABLE "User" ADD COLUMN     "searchName" TEXT NOT NULL DEFAULT '';

-- What lib/text.ts makes of new people's names.
UPDATE "User" SET "searchName" = translate(lower("username" || ' ' || "name"), '%_\', '٪‿⧵');
