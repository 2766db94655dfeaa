import { countOlder, getRetention } from "@/lib/activity/retention";
import { isCaller, recordAudit, recordAudits, refuse } from "@/lib/audit/service";
import { admit, instanceClaim, systemAdminsOnly, withRule, writeAs } from "@/lib/authority/claim";
import { purgeCounters } from "@/lib/credentials/counter-purge";
import { bump, forget, giveBackOne, liveCounters, take } from "@/lib/credentials/counters";
import { purgeRetiredSecrets, purgeSessions, startCredentialsPurge } from "@/lib/credentials/purge";
import { endSession, expiredSessions, findSession, hashOfToken, openSession } from "@/lib/credentials/session";
import { assertMayTry, countAttempt } from "@/lib/credentials/throttle";
import { pruning, stepFor } from "@/lib/documents/steps";
import { storeEntries } from "@/lib/imports/store-entries";
import { claimTask, endRun, isDue, readSchedule, renewLease, storeTask } from "@/lib/jobs/claims";
import { placeOf } from "@/lib/jobs/outbox";
import { previewBulk } from "@/lib/overview/bulk";
import { countRobots } from "@/lib/overview/counters-task";
import { listViews, removeView, saveView } from "@/lib/overview/views";
import { insertUser } from "@/lib/people/service";
import { restoreSecretSoon, settleFirstLogins } from "@/lib/registry/first-login";
import { getRegistryHost } from "@/lib/registry/host";
import { countLogin, flushLoginCounts, purgeLoginCounts } from "@/lib/registry/login-counts";
import { stopSecret } from "@/lib/registry/stop-secret";
import { writeLastUses } from "@/lib/registry/write-last-uses";
import { applyEdit, auditChange, changedNow, changeRobot, editFacts, expiryColumns } from "@/lib/robots/change";
import { assertAccessFits, insertGrants, replaceGrants } from "@/lib/robots/grant-rows";
import { forgetRetired } from "@/lib/robots/secret-end";
import { insertRobot } from "@/lib/robots/service";
import { takeLeakReport } from "@/lib/server/leak-report";
import { databaseAnswers, databaseOutage, databaseUnreadiness } from "@/lib/server/queries";
import { drain } from "@/lib/server/service";
import { NO_NOTICE_VERBS } from "./no-notice-verbs";
import type { ExportedFunction } from "./scenario";

/** Exported functions of writing modules that aren't verbs, each with the reason. */
export const NO_VERBS = new Map<ExportedFunction, string>([
  ...NO_NOTICE_VERBS,
  ...[recordAudit, recordAudits].map((one) => [one, "writes the row itself"] as const),
  [storeEntries, "runs in the transaction of applyImport"],
  [refuse, "writes the row of a refusal and nothing else"],
  [isCaller, "looks at a value"],
  [placeOf, "looks at a value"],
  [admit, "writes the row of a refusal and nothing else"],
  [writeAs, "runs the writes of the verbs"],
  [instanceClaim, "makes a value"],
  [systemAdminsOnly, "makes a value"],
  [withRule, "makes a value"],
  [getRetention, "reads"],
  [countOlder, "reads"],
  ...[readSchedule, isDue].map((one) => [one, "reads"] as const),
  ...[storeTask, claimTask, renewLease, endRun].map((one) => [one, "notes whose turn a task is"] as const),
  [getRegistryHost, "reads"],
  ...[bump, forget, giveBackOne, liveCounters, take].map((one) => [one, "counts"] as const),
  [takeLeakReport, "counts, and calls reportLeakedSecrets"],
  ...[assertMayTry, countAttempt].map((one) => [one, "counts failed attempts"] as const),
  ...[purgeCounters, purgeSessions, purgeRetiredSecrets, startCredentialsPurge].map(
    (one) => [one, "removes what is over anyway"] as const,
  ),
  [openSession, "runs in the transaction of signIn"],
  [endSession, "runs in the transaction of signIn, which puts another session in its place"],
  [findSession, "notes that a session was used, once a minute"],
  [hashOfToken, "makes a value"],
  [expiredSessions, "makes a value"],
  ...[restoreSecretSoon, settleFirstLogins].map((one) => [one, "stores the same secret in another form"] as const),
  [writeLastUses, "notes when robots were seen, many times a minute; the robot's page tells it"],
  [applyEdit, "runs in the transaction of updateRobot"],
  [changeRobot, "runs in the transaction of applyEdit or refreshSecret"],
  [expiryColumns, "makes a value"],
  [forgetRetired, "runs in the transaction of refreshSecret, endOldSecret or reportLeakedSecrets"],
  [stopSecret, "runs in the transaction of reportLeakedSecrets"],
  [auditChange, "writes the row itself"],
  [insertGrants, "runs in the transaction of createRobot"],
  [insertRobot, "runs in the transaction of createRobot or applyDocuments"],
  [replaceGrants, "runs in the transaction of applyEdit"],
  [assertAccessFits, "looks at a value"],
  ...[stepFor, pruning].map((one) => [one, "prepares what applyDocuments writes"] as const),
  [changedNow, "makes a value"],
  [editFacts, "makes a value"],
  ...[saveView, removeView].map((one) => [one, "keeps a person’s own bookmarks"] as const),
  ...[listViews, previewBulk].map((one) => [one, "reads"] as const),
  [countRobots, "stores what it counted"],
  ...[countLogin, flushLoginCounts].map((one) => [one, "counts"] as const),
  [purgeLoginCounts, "removes what is over anyway"],
  [drain, "ends the process"],
  ...[databaseAnswers, databaseOutage].map((one) => [one, "reads"] as const),
  [databaseUnreadiness, "writes an unused setting, to find out whether writing works"],
  [insertUser, "runs in the transaction of createUser, completeSetup or prepareFirstAdmin"],
]);
