import type { Metadata } from "next";
import { RemindersForm } from "@/components/notices/reminders-form";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { mailServer } from "@/lib/mail/service";
import { getMyNotices } from "@/lib/reminders/my-notices";
import { getReminders } from "@/lib/reminders/service";
import { setRemindersAction } from "../../notice-actions";
import { requirePageAdmin } from "../../page-admin";
import { TestMailForm } from "./_components/test-mail-form";

export const metadata: Metadata = { title: "Reminders" };

/** For system admins; not found for anyone else. */
export default async function RemindersPage() {
  const actor = await requirePageAdmin("/settings/reminders");
  const server = mailServer(actor);
  const [rules, { email }] = await Promise.all([getReminders(actor, null), getMyNotices(actor)]);
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      <PageHeader
        title="Reminders"
        description="Purser reminds people before robot accounts expire, by email, through webhooks and in the console’s notifications."
      />
      <Card
        title="When"
        description="Purser sends one reminder on each of these days, in every project."
        aria-label="When"
      >
        <RemindersForm project={null} rules={rules} inherited={[]} save={setRemindersAction} />
      </Card>
      <Card title="Email" aria-label="Email">
        {server ? (
          <div className="flex flex-col gap-4">
            <p className="text-sm">
              Sent through <span className="font-code">{server.host}</span>, from{" "}
              <span className="font-code">{server.from}</span>. Everyone gets at most one reminder email a day.
            </p>
            <TestMailForm address={email ?? ""} />
          </div>
        ) : (
          <Alert tone="info" title="Email isn’t set up">
            Set <code className="font-code">SMTP_URL</code> and <code className="font-code">SMTP_FROM</code>, and
            restart Purser. Webhooks and notifications in the console work without it.
          </Alert>
        )}
      </Card>
    </div>
  );
}
