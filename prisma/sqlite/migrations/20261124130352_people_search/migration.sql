ALTER TABLE "User" ADD COLUMN "searchName" TEXT NOT NULL DEFAULT '';

-- What lib/text.ts makes of new people's names; here lower() knows ASCII only, which is all that a username holds.
UPDATE "User" SET "searchName" = replace(replace(replace(lower("username" || ' ' || "name"), '%', '٪'), '_', '‿'), '\', '⧵');
