import ChevronRight from "lucide-react/icons/chevron-right";
import { Fragment, type ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { BreakableName } from "@/components/ui/breakable-name";
import { DefinitionList } from "@/components/ui/definition-list";
import type { JsonSchema, OpenApi, OperationObject } from "@/lib/rest/openapi";
import { type SchemaRow, schemaRows, typeText } from "./schema-rows";
import { WithCode } from "./with-code";

const TONES = { get: "blue", head: "neutral", post: "green", put: "amber", patch: "amber", delete: "red" } as const;

type OperationEntryProps = { method: string; path: string; operation: OperationObject; document: OpenApi };

/** One line when closed; parameters, body and responses when open. */
export function OperationEntry({ method, path, operation, document }: OperationEntryProps) {
  const body = operation.requestBody?.content["application/json"]?.schema;
  const names = operation.parameters.map((parameter) => ({
    path: parameter.name,
    type: `${parameter.in}, ${typeText(parameter.schema)}`,
    required: parameter.required,
    description: parameter.description ?? null,
  }));
  return (
    <details id={operation.operationId} className="group border-line border-b last:border-b-0">
      <summary className="flex cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-faint group-open:rotate-90" />
        <Badge tone={TONES[method as keyof typeof TONES]} className="w-16 justify-center font-code uppercase">
          {method}
        </Badge>
        <code className="min-w-0 font-code text-sm">
          <BreakableName>{path}</BreakableName>
        </code>
        <span className="text-muted text-sm">{operation.summary}</span>
      </summary>
      <div className="flex flex-col gap-4 border-line border-t bg-canvas px-4 py-4">
        {operation.description ? (
          <p className="max-w-prose text-sm">
            <WithCode text={operation.description} />
          </p>
        ) : null}
        {operation.security.length === 0 ? <p className="text-muted text-sm">No authentication needed.</p> : null}
        <Values title="Parameters" rows={names} />
        {body ? <Values title="Body" rows={schemaRows(body, document)} /> : null}
        <Replies operation={operation} document={document} />
      </div>
    </details>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 font-semibold text-sm">{title}</h3>
      {children}
    </section>
  );
}

/** Allows a line break before each dot. */
function ValuePath({ path }: { path: string }) {
  const parts = path.split(/(?=\.)/);
  return (
    <code className="wrap-anywhere font-code">
      {parts.map((part, index) => (
        <Fragment key={parts.slice(0, index + 1).join("")}>
          {index > 0 ? <wbr /> : null}
          {part}
        </Fragment>
      ))}
    </code>
  );
}

function Values({ title, rows }: { title: string; rows: readonly SchemaRow[] }) {
  if (rows.length === 0) return null;
  const items = rows.map(({ path, type, required, description }) => ({
    key: path,
    term: <ValuePath path={path} />,
    value: (
      <>
        {type}
        {required ? <span className="text-muted"> · required</span> : null}
        {description ? (
          <span className="block text-muted">
            <WithCode text={description} />
          </span>
        ) : null}
      </>
    ),
  }));
  return (
    <Part title={title}>
      <DefinitionList items={items} />
    </Part>
  );
}

function Replies({ operation, document }: Pick<OperationEntryProps, "operation" | "document">) {
  const items = Object.entries(operation.responses).map(([status, { description, headers = {}, content }]) => {
    const own = Object.keys(headers).filter((name) => name !== "X-Request-Id");
    return {
      key: status,
      term: <code className="font-code">{status}</code>,
      value: (
        <>
          <WithCode text={description} />
          {own.length > 0 ? <span className="block text-muted">Headers: {own.join(", ")}</span> : null}
          {Number(status) < 400 && content ? (
            <Content schema={content["application/json"]?.schema} document={document} />
          ) : null}
        </>
      ),
    };
  });
  return (
    <Part title="Responses">
      <DefinitionList items={items} />
    </Part>
  );
}

function Content({ schema, document }: { schema: JsonSchema | undefined; document: OpenApi }) {
  const rows = schema ? schemaRows(schema, document) : [];
  if (rows.length === 0) return null;
  return (
    <ul className="mt-1 flex flex-col gap-0.5 text-muted">
      {rows.map(({ path, type }) => (
        <li key={path} className="break-words">
          <code className="font-code text-fg">{path}</code> {type}
        </li>
      ))}
    </ul>
  );
}
