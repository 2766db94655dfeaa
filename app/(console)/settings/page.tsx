import { notFound, redirect } from "next/navigation";
import { pageActor } from "@/lib/auth/actor";

/** The settings begin with what makes the console useful: a registry. */
export default async function SettingsPage() {
  const actor = await pageActor("/settings");
  if (!actor.isAdmin) notFound();
  redirect("/settings/registry");
}
