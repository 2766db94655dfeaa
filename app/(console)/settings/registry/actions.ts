"use server";
import { revalidatePath } from "next/cache";
import { checkRegistry } from "@/lib/registry/check";
import { setRegistryHost } from "@/lib/registry/host";
import { announceKeySchema, checkRegistrySchema, setRegistryHostSchema, switchKeySchema } from "@/lib/registry/schema";
import { announceSigningKey, switchSigningKey } from "@/lib/registry/service";
import { defineAction } from "@/lib/server/action";

const changed = () => revalidatePath("/settings/registry");

export const checkRegistryAction = defineAction(checkRegistrySchema, checkRegistry);

export const setRegistryHostAction = defineAction(setRegistryHostSchema, setRegistryHost, changed);

export const announceKeyAction = defineAction(announceKeySchema, (actor) => announceSigningKey(actor), changed);
export const switchKeyAction = defineAction(switchKeySchema, (actor, { kid }) => switchSigningKey(actor, kid), changed);
