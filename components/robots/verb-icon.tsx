import CircleCheck from "lucide-react/icons/circle-check";
import CircleSlash from "lucide-react/icons/circle-slash";
import Copy from "lucide-react/icons/copy";
import Pencil from "lucide-react/icons/pencil";
import RefreshCw from "lucide-react/icons/refresh-cw";
import Trash2 from "lucide-react/icons/trash-2";
import type { RobotVerb } from "@/components/robots/robot-actions";

const ICONS = { refresh: RefreshCw, edit: Pencil, duplicate: Copy, delete: Trash2 };

/** `disabled` shows the icon for enabling. */
export function VerbIcon({ verb, disabled }: { verb: RobotVerb; disabled: boolean }) {
  const Icon = verb === "toggle" ? (disabled ? CircleCheck : CircleSlash) : ICONS[verb];
  return <Icon aria-hidden="true" />;
}
