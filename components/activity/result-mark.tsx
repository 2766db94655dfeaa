import Ban from "lucide-react/icons/ban";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleX from "lucide-react/icons/circle-x";
import { Badge } from "@/components/ui/badge";
import type { AuditResult } from "@/lib/audit/schema";

export function ResultMark({ result }: { result: AuditResult }) {
  if (result === "success")
    return (
      <span className="flex items-center gap-1 text-muted text-xs">
        <CircleCheck aria-hidden="true" className="size-3.5 shrink-0 text-green" />
        Done
      </span>
    );
  return result === "refused" ? (
    <Badge tone="amber">
      <Ban aria-hidden="true" />
      Refused
    </Badge>
  ) : (
    <Badge tone="red">
      <CircleX aria-hidden="true" />
      Failed
    </Badge>
  );
}
