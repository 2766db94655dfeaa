import { auditPurge } from "@/lib/activity/retention-task";
import { Courier } from "@/lib/jobs/courier";
import type { Task } from "@/lib/jobs/task";
import { lastUsedFlush } from "@/lib/registry/last-used";
import { webhookSender } from "@/lib/webhooks/deliver";
import { handOnEvents, toWebhooks } from "@/lib/webhooks/hand-on";
import { noticesPurge } from "@/lib/webhooks/purge-task";

/** What an instance does besides answering requests. */
export const TASKS: readonly Task[] = [auditPurge, lastUsedFlush, noticesPurge];

/** Sends what the verbs and tasks leave in the outbox. */
export const newCourier = () => new Courier({ handOn: () => handOnEvents([toWebhooks]), senders: [webhookSender] });
