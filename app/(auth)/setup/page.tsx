import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CenteredPage } from "@/components/shell/centered-page";
import { hasUsers } from "@/lib/people/queries";
import { SetupForm } from "./_components/setup-form";

export const metadata: Metadata = { title: "Set up" };

/** Not found once anyone can sign in. */
export default async function SetupPage() {
  if (await hasUsers()) redirect("/login");
  return (
    <CenteredPage
      title="Set up Purser"
      description="Create the first system admin. You’ll find the one-time code in the server log; it proves that you run this instance."
    >
      <SetupForm />
    </CenteredPage>
  );
}
