import type { Metadata } from "next";
import NextLink from "next/link";
import { ProductMark } from "@/components/shell/product-mark";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { PageHeader } from "@/components/ui/page-header";
import { env } from "@/lib/env";
import { apiDocument } from "@/lib/rest/operations";
import { OperationEntry } from "./_components/operation-entry";

export const metadata: Metadata = { title: "API" };
export const dynamic = "force-dynamic";

const DOCUMENT = "/api/v2.0/openapi.json";

/** Rendered from the OpenAPI document. Public, because it contains no data. */
export default function ApiDocsPage() {
  const document = apiDocument();
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  // A HEAD that only mirrors its GET isn't listed.
  const shown = all.filter(
    ({ method, path }) => method !== "head" || !document.paths[path]?.get?.operationId || path === "/projects",
  );
  return (
    <>
      <TopBar />
      <main className="mx-auto flex w-full max-w-4xl flex-1 flex-col gap-5 px-4 py-6 sm:px-6">
        <PageHeader
          title="API"
          description={`${document.info.description} Clients written for Harbor’s robot accounts work unchanged.`}
        />
        <HowToCall />
        {document.tags.map(({ name }) => (
          <Card key={name} title={name} padded={false}>
            {shown
              .filter(({ operation }) => operation.tags.includes(name))
              .map((entry) => (
                <OperationEntry
                  key={entry.operation.operationId}
                  document={document}
                  {...entry}
                  path={`/api/v2.0${entry.path}`}
                />
              ))}
          </Card>
        ))}
      </main>
    </>
  );
}

function TopBar() {
  return (
    <header className="border-line border-b bg-surface">
      <div className="mx-auto flex h-13 w-full max-w-4xl items-center justify-between px-4 sm:px-6">
        <NextLink href="/projects" className="flex rounded-md">
          <ProductMark />
        </NextLink>
        <ThemeSwitch />
      </div>
    </header>
  );
}

function HowToCall() {
  const example = `curl --user alice ${env().PUBLIC_URL}/api/v2.0/projects`;
  return (
    <Card title="How to call it">
      <div className="flex flex-col gap-3 text-sm">
        <p>
          Send your username and password, or a robot account’s login name and secret, using HTTP Basic authentication.
          Every error is JSON with a code and a message, and every reply carries its request ID in{" "}
          <code className="font-code">X-Request-Id</code>. Every GET also answers HEAD.
        </p>
        <CodeBlock code={example} what="example call" />
        <p>
          <a
            href={DOCUMENT}
            className="rounded-sm text-link underline decoration-link/40 underline-offset-3 hover:decoration-link"
          >
            OpenAPI 3.1 document
          </a>{" "}
          for generating clients or validating calls.
        </p>
      </div>
    </Card>
  );
}
