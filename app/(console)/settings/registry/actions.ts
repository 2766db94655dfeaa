"use server";
import { revalidatePath } from "next/cache";
import { checkRegistry } from "@/lib/registry/check";
import { announceKeySchema, checkRegistrySchema, switchKeySchema } from "@/lib/registry/schema";
import { announceSigningKey, switchSigningKey } from "@/lib/registry/service";
import { defineAction } from "@/lib/server/action";

const changed = () => revalidatePath("/settings/registry");

export const checkRegistryAction = defineAction(checkRegistrySchema, checkRegistry);

export const announceKeyAction = defineAction(announceKeySchema, (actor) => announceSigningKey(actor), changed);
export const switchKeyAction = defineAction(switchKeySchema, (actor, { kid }) => switchSigningKey(actor, kid), changed);
