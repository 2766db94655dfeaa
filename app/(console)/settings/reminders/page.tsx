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
        description="Owners are told before robot accounts expire: by mail, by webhooks and under the bell."
      />
      <Card title="When" description="Once for each of these days, for every project." aria-label="When">
        <RemindersForm project={null} rules={rules} inherited={[]} save={setRemindersAction} />
      </Card>
      <Card title="Mail" aria-label="Mail">
        {server ? (
          <div className="flex flex-col gap-4">
            <p className="text-sm">
              Through <span className="font-code">{server.host}</span>, from{" "}
              <span className="font-code">{server.from}</span>. At most one mail a day and receiver.
            </p>
            <TestMailForm address={email ?? ""} />
          </div>
        ) : (
          <Alert tone="info" title="Mail isn’t set up">
            Set <code className="font-code">SMTP_URL</code> and <code className="font-code">SMTP_FROM</code>, and
            restart Purser. Webhooks and the bell work without mail.
          </Alert>
        )}
      </Card>
    </div>
  );
}
