import { insertEvent, keyOf, recordChange, unlessTold } from "@/lib/events/record";
import { bringForward, claimDeliveries, noteTry, placeOf } from "@/lib/jobs/outbox";
import { mailServer } from "@/lib/mail/service";
import { getBell, markSeen } from "@/lib/reminders/bell";
import { digestOf, writeDigests } from "@/lib/reminders/digest";
import { getMyNotices } from "@/lib/reminders/my-notices";
import { sumRefusedLogins } from "@/lib/reminders/refused-logins";
import { expiryFact, inSlices, scanExpiring, tell } from "@/lib/reminders/scan";
import { getReminders, instanceDays } from "@/lib/reminders/service";
import { toMail } from "@/lib/reminders/to-mail";
import { findEndpoint, stopPending } from "@/lib/webhooks/deliver";
import { handOnEvents } from "@/lib/webhooks/hand-on";
import { columnsOf } from "@/lib/webhooks/service";
import type { ExportedFunction } from "./scenario";

/** As `NO_VERBS`, of events and whom they are sent to. */
export const NO_NOTICE_VERBS: [ExportedFunction, string][] = [
  [recordChange, "writes the event of a change, in recordAudit"],
  [insertEvent, "writes an event"],
  [unlessTold, "runs a write of an event"],
  ...[keyOf, digestOf, expiryFact, columnsOf, placeOf].map((one): [ExportedFunction, string] => [one, "makes a value"]),
  ...[mailServer, getBell, getReminders, instanceDays, getMyNotices, findEndpoint, inSlices].map(
    (one): [ExportedFunction, string] => [one, "reads"],
  ),
  ...[claimDeliveries, noteTry, bringForward].map((one): [ExportedFunction, string] => [
    one,
    "notes how a delivery goes",
  ]),
  [markSeen, "notes what a person has seen under their bell"],
  ...[tell, scanExpiring, sumRefusedLogins].map((one): [ExportedFunction, string] => [one, "writes events"]),
  ...[handOnEvents, toMail, writeDigests].map((one): [ExportedFunction, string] => [one, "writes deliveries"]),
  [stopPending, "runs in the transaction of updateWebhook or noteDelivery"],
];
