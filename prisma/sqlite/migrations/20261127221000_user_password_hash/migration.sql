-- AlterTable
ALTER TABLE "User" ADD COLUMN "passwordHash" TEXT;

-- A person has one password; should there be several, the oldest row is the one that sign-in read.
UPDATE "User" SET "passwordHash" = (
    SELECT "password" FROM "Account" WHERE "providerId" = 'credential' AND "userId" = "User"."id"
    ORDER BY "Account"."id"
    LIMIT 1
);

-- DropTable
DROP TABLE "Account";

-- DropTable
DROP TABLE "Verification";

-- AlterTable
-- In place: to rebuild a referenced table, SQLite would drop it, which cascades where foreign keys are on.
ALTER TABLE "User" DROP COLUMN "emailVerified";
ALTER TABLE "User" DROP COLUMN "image";
ALTER TABLE "User" DROP COLUMN "version";

-- AlterTable
ALTER TABLE "Session" DROP COLUMN "ipAddress";
ALTER TABLE "Session" DROP COLUMN "userAgent";
