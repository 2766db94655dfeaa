import type { Metadata } from "next";
import { MyNoticesForm } from "@/components/notices/my-notices-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { PageHeader } from "@/components/ui/page-header";
import { getMyNotices } from "@/lib/reminders/my-notices";
import { pageActor } from "@/lib/server/actor";
import { signOutAction } from "../actions";
import { setMyNoticesAction } from "../notice-actions";
import { PasswordForm } from "./_components/password-form";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const actor = await pageActor("/account");
  const { username, name, isAdmin } = actor;
  const { email, ...notices } = await getMyNotices(actor);
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      <PageHeader title="Account" />
      <Card title="Profile">
        <DefinitionList
          items={[
            { term: "Username", value: <span className="font-code">{username}</span> },
            { term: "Name", value: name },
            { term: "Role", value: isAdmin ? "System admin" : "User. Your permissions depend on the project." },
          ]}
        />
      </Card>
      <Card
        title="Email notifications"
        description={
          email
            ? `Sent to ${email}.`
            : "Your account has no email address, so you won’t get any email. Ask a system admin to add one."
        }
      >
        <MyNoticesForm notices={notices} save={setMyNoticesAction} />
      </Card>
      <Card title="Password" description="Changing it signs you out everywhere else.">
        <PasswordForm username={username} />
      </Card>
      <Card title="Sign out" description="Ends your session in this browser.">
        <form action={signOutAction}>
          <Button type="submit">Sign out</Button>
        </form>
      </Card>
    </div>
  );
}
