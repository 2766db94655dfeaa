import { redirect } from "next/navigation";
import { pageAdmin } from "../page-admin";

export default async function SettingsPage() {
  await pageAdmin("/settings");
  redirect("/settings/registry");
}
