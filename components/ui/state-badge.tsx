import CircleCheck from "lucide-react/icons/circle-check";
import CircleSlash from "lucide-react/icons/circle-slash";
import CircleX from "lucide-react/icons/circle-x";
import { Badge } from "@/components/ui/badge";

const STATES = {
  enabled: { word: "Enabled", tone: "green", Icon: CircleCheck },
  expired: { word: "Expired", tone: "red", Icon: CircleX },
  disabled: { word: "Disabled", tone: "neutral", Icon: CircleSlash },
} as const;

/** The state of a robot account or a person, in the same words and look everywhere. */
export function StateBadge({ state }: { state: keyof typeof STATES }) {
  const { word, tone, Icon } = STATES[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" />
      {word}
    </Badge>
  );
}
