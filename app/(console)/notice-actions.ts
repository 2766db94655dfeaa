"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { testMailSchema } from "@/lib/mail/schema";
import { sendTestMail } from "@/lib/mail/service";
import { markSeen } from "@/lib/reminders/bell";
import { setMyNotices } from "@/lib/reminders/my-notices";
import { personNoticesSchema, setRemindersSchema } from "@/lib/reminders/schema";
import { setReminders } from "@/lib/reminders/service";
import { defineAction } from "@/lib/server/action";

const changed = () => revalidatePath("/", "layout");

export const setRemindersAction = defineAction(setRemindersSchema, setReminders, changed);
export const sendTestMailAction = defineAction(testMailSchema, sendTestMail);
export const setMyNoticesAction = defineAction(personNoticesSchema, setMyNotices, changed);
export const markSeenAction = defineAction(z.object({ id: z.int().min(0).max(2_147_483_647) }), markSeen);
