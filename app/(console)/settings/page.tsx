import { redirect } from "next/navigation";
import { pageAdmin } from "../page-admin";

/** The settings begin with what makes the console useful: a registry. */
export default async function SettingsPage() {
  await pageAdmin("/settings");
  redirect("/settings/registry");
}
