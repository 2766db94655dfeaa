import CircleCheck from "lucide-react/icons/circle-check";
import CircleSlash from "lucide-react/icons/circle-slash";
import CircleX from "lucide-react/icons/circle-x";
import Clock from "lucide-react/icons/clock";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { Badge } from "@/components/ui/badge";
import type { WebhookDto } from "@/lib/webhooks/queries";
import type { DeliveryState } from "@/lib/webhooks/schema";

export function WebhookState({ webhook }: { webhook: Pick<WebhookDto, "active" | "failingSince" | "stopReason"> }) {
  if (!webhook.active)
    return (
      <Badge tone={webhook.stopReason ? "red" : "neutral"}>
        <CircleSlash aria-hidden="true" />
        {webhook.stopReason ? "Disabled by Purser" : "Disabled"}
      </Badge>
    );
  return webhook.failingSince ? (
    <Badge tone="amber">
      <TriangleAlert aria-hidden="true" />
      Failing
    </Badge>
  ) : (
    <Badge tone="green">
      <CircleCheck aria-hidden="true" />
      Enabled
    </Badge>
  );
}

const STATES = {
  pending: { tone: "amber", Icon: Clock, label: "Pending" },
  sent: { tone: "green", Icon: CircleCheck, label: "Delivered" },
  failed: { tone: "red", Icon: CircleX, label: "Failed" },
} as const;

export function DeliveryStateBadge({ state }: { state: DeliveryState }) {
  const { tone, Icon, label } = STATES[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" />
      {label}
    </Badge>
  );
}
