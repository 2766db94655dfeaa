import Ban from "lucide-react/icons/ban";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleX from "lucide-react/icons/circle-x";
import { Badge } from "@/components/ui/badge";
import type { AuditResult } from "@/lib/audit/schema";

export function ResultMark({ result }: { result: AuditResult }) {
  if (result === "success")
    return (
      <Badge>
        <CircleCheck aria-hidden="true" className="text-green" />
        Done
      </Badge>
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
