import Circle from "lucide-react/icons/circle";
import CircleCheck from "lucide-react/icons/circle-check";
import { cn } from "@/lib/cn";
import { secretRules } from "@/lib/robots/schema";

type SecretRulesProps = { secret: string; confirmation: string; maxLength: number };

/** Checked off as you type. */
export function SecretRules({ secret, confirmation, maxLength }: SecretRulesProps) {
  const rules = [
    ...secretRules(maxLength).map((rule) => ({ id: rule.id, label: rule.label, met: rule.test(secret) })),
    { id: "match", label: "both fields match", met: secret !== "" && secret === confirmation },
  ];
  return (
    <ul aria-label="Rules for the secret" className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
      {rules.map(({ id, label, met }) => (
        <li key={id} className={cn("flex items-center gap-1.5 text-xs", met ? "text-green" : "text-muted")}>
          {met ? (
            <CircleCheck aria-hidden="true" className="size-3.5 shrink-0" />
          ) : (
            <Circle aria-hidden="true" className="size-3.5 shrink-0" />
          )}
          <span>{label}</span>
          <span className="sr-only">{met ? "(met)" : "(not met yet)"}</span>
        </li>
      ))}
    </ul>
  );
}
