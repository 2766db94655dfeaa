import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requirePageAdmin } from "@/app/(console)/page-admin";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import type { Actor } from "@/lib/access/caller";
import { AppError } from "@/lib/errors";
import { listNotMoved, readImport } from "@/lib/imports/queries";
import { SOURCE_LABELS } from "@/lib/imports/schema";
import { ApplyImport } from "./_components/apply-import";
import { ImportReportView } from "./_components/import-report";
import { MoveProgress } from "./_components/move-progress";

export const metadata: Metadata = { title: "Import" };

/** For system admins; not found for anyone else. */
export default async function ImportPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const actor = await requirePageAdmin(`/settings/move-in/${encodeURIComponent(id)}`);
  const shown = await importOf(actor, id);
  const waiting = shown.state === "applied" ? await listNotMoved(actor, shown.id) : [];
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageHeader
        title={`Import from ${SOURCE_LABELS[shown.source]}`}
        description={
          <>
            <Link href="/settings/move-in">Import robot accounts</Link> · uploaded by {shown.created_by}{" "}
            <Time value={shown.created_at} />
          </>
        }
      />
      {shown.state === "applied" ? (
        <MoveProgress shown={shown} waiting={waiting} />
      ) : (
        <ApplyImport id={shown.id} robots={shown.report.robots.new} batches={shown.batches} state={shown.state} />
      )}
      {shown.learn_from && shown.learn_until ? (
        <Alert tone="info">
          Robots without a secret in the file are checked against {shown.learn_from} at their first login, until{" "}
          <Time value={shown.learn_until} format="absolute" />.
        </Alert>
      ) : null}
      <Card title="Dry run" description="How the file compares with this instance at the time of the upload.">
        <ImportReportView report={shown.report} />
      </Card>
    </div>
  );
}

async function importOf(actor: Actor, id: string) {
  if (!/^[1-9]\d{0,8}$/.test(id)) notFound();
  try {
    return await readImport(actor, Number(id));
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}
