import { auditPurge } from "@/lib/activity/retention-task";
import type { Task } from "@/lib/jobs/task";
import { countersTask } from "@/lib/overview/counters-task";
import { lastUsedFlush } from "@/lib/registry/last-used";
import { loginCountsPurge } from "@/lib/registry/login-counts";

/** What an instance does besides answering requests. */
export const TASKS: readonly Task[] = [auditPurge, lastUsedFlush, loginCountsPurge, countersTask];
