import { auditPurge } from "@/lib/activity/retention-task";
import { Courier } from "@/lib/jobs/courier";
import type { Task } from "@/lib/jobs/task";
import { mailSender } from "@/lib/mail/send";
import { countersTask } from "@/lib/overview/counters-task";
import { lastUsedFlush } from "@/lib/registry/last-used";
import { loginCountsPurge } from "@/lib/registry/login-counts";
import { handOn, remindersTask } from "@/lib/reminders/reminders-task";
import { webhookSender } from "@/lib/webhooks/deliver";
import { noticesPurge } from "@/lib/webhooks/purge-task";

/** What an instance does besides answering requests. */
export const TASKS: readonly Task[] = [
  auditPurge,
  lastUsedFlush,
  loginCountsPurge,
  countersTask,
  remindersTask,
  noticesPurge,
];

/** Sends what the verbs and tasks leave in the outbox. */
export const newCourier = () => new Courier({ handOn, senders: [webhookSender, mailSender] });
