import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { BreakableName } from "@/components/ui/breakable-name";
import { CodeBlock } from "@/components/ui/code-block";
import { Link } from "@/components/ui/link";
import type { RegistryCheck } from "@/lib/registry/check";
import type { Compared } from "@/lib/registry/check-outcome";
import { describeOutcome, otherHostWords } from "@/lib/registry/check-words";

/** Screen readers announce success politely and failure at once. */
export function CheckResult({ result }: { result: RegistryCheck | null }) {
  const words = result && describeOutcome(result.outcome);
  const body = result ? <Found {...result} text={words?.text ?? ""} /> : null;
  return (
    <>
      <div aria-live="polite" className="flex flex-col gap-3">
        {words?.isGood ? (
          <Alert tone="success" title={words.title}>
            {body}
          </Alert>
        ) : null}
        {result?.realmHost ? <OtherHost {...result} realmHost={result.realmHost} /> : null}
      </div>
      {words && !words.isGood ? (
        <Alert tone="error" title={words.title}>
          {body}
        </Alert>
      ) : null}
    </>
  );
}

function OtherHost({ address, realmHost }: RegistryCheck & { realmHost: string }) {
  const { title, text } = otherHostWords(new URL(address).host, realmHost);
  return (
    <Alert tone="warn" title={title}>
      {text}
    </Alert>
  );
}

function Found({ address, outcome, text }: RegistryCheck & { text: string }) {
  return (
    <div className="flex flex-col gap-2">
      <p>{text}</p>
      {outcome.kind === "other challenge" ? (
        <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr]">
          <Difference name="Realm" {...outcome.realm} />
          <Difference name="Service" {...outcome.service} />
        </dl>
      ) : null}
      {outcome.kind === "good" ? <NextStep host={new URL(address).host} /> : null}
      <p className="text-muted text-xs">
        Checked <BreakableName className="font-code">{`${address}/v2/`}</BreakableName>
      </p>
    </div>
  );
}

function NextStep({ host }: { host: string }) {
  return (
    <>
      <p>
        Next, log in with the name and secret of a robot account. <Link href="/projects">Choose a project</Link> to
        create one.
      </p>
      <CodeBlock code={`docker login ${host}`} what="login command" wrap />
    </>
  );
}

function Difference({ name, expected, found, isSame }: Compared & { name: string }) {
  return (
    <>
      <dt className="flex items-start gap-2 text-muted">
        {name} <Badge tone={isSame ? "green" : "red"}>{isSame ? "same" : "differs"}</Badge>
      </dt>
      <dd className="min-w-0 break-all font-code">
        {found ?? <span className="font-sans text-muted">not sent</span>}
        {isSame ? null : (
          <span className="block">
            <span className="font-sans text-muted">instead of </span>
            {expected}
          </span>
        )}
      </dd>
    </>
  );
}
