import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CenteredPage } from "@/components/shell/centered-page";
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
  if (!(await hasUsers())) redirect("/setup");
  return (
    <CenteredPage title="Sign in" description={next === HOME ? undefined : "Sign in to continue."}>
      <SignInForm next={next} />
    </CenteredPage>
  );
}
