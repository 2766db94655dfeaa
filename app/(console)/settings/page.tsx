import { redirect } from "next/navigation";
import { requirePageAdmin } from "../page-admin";

export default async function SettingsPage() {
  await requirePageAdmin("/settings");
  redirect("/settings/registry");
}
