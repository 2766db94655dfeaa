"use server";
import { revalidatePath } from "next/cache";
import { defineAction } from "@/lib/server/action";
import { testWebhook } from "@/lib/webhooks/ping";
import {
  createWebhookSchema,
  oneDeliverySchema,
  oneWebhookSchema,
  sendFailedSchema,
  updateWebhookSchema,
} from "@/lib/webhooks/schema";
import { sendAgain, sendFailedAgain } from "@/lib/webhooks/send-again";
import { createWebhook, deleteWebhook, rotateWebhookSecret, updateWebhook } from "@/lib/webhooks/service";

const changed = () => revalidatePath("/", "layout");

export const createWebhookAction = defineAction(createWebhookSchema, createWebhook, changed);
export const updateWebhookAction = defineAction(updateWebhookSchema, updateWebhook, changed);
export const rotateWebhookAction = defineAction(oneWebhookSchema, rotateWebhookSecret, changed);
export const deleteWebhookAction = defineAction(oneWebhookSchema, deleteWebhook);
export const testWebhookAction = defineAction(oneWebhookSchema, testWebhook);
export const sendAgainAction = defineAction(oneDeliverySchema, sendAgain);
export const sendFailedAction = defineAction(sendFailedSchema, sendFailedAgain);
