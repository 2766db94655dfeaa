import { auditPurge } from "@/lib/activity/retention-task";
import type { Task } from "@/lib/jobs/task";
import { lastUsedFlush } from "@/lib/registry/last-used";

/** What an instance does besides answering requests. */
export const TASKS: readonly Task[] = [auditPurge, lastUsedFlush];
