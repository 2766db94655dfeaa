import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CenteredPage } from "@/components/shell/centered-page";
import { Alert } from "@/components/ui/alert";
import { Link } from "@/components/ui/link";
import { hasUsers } from "@/lib/people/queries";
import { findActor } from "@/lib/server/actor";
import { SignInForm } from "./_components/sign-in-form";
import { HOME, localPath } from "./local-path";
import { loadLoginSearchParams } from "./search-params";

export const metadata: Metadata = { title: "Sign in" };

type LoginPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const next = localPath((await loadLoginSearchParams(searchParams)).next);
  if (await findActor()) redirect(next);
  const isFresh = !(await hasUsers());
  return (
    <CenteredPage title="Sign in" description={next === HOME ? undefined : "Sign in to continue."}>
      <div className="flex flex-col gap-4">
        {isFresh ? (
          <Alert tone="info" title="No one can sign in yet">
            This is a new instance. <Link href="/setup">Create the first administrator</Link> with the one-time code
            from the server log.
          </Alert>
        ) : null}
        <SignInForm next={next} />
      </div>
    </CenteredPage>
  );
}
