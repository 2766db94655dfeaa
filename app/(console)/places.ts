import type { Place } from "@/components/shell/place";

export const SETTINGS_PLACES: readonly Place[] = [
  { href: "/settings/registry", label: "Connect a registry" },
  { href: "/settings/people", label: "People" },
  { href: "/settings/policies", label: "Policies" },
  { href: "/settings/webhooks", label: "Webhooks" },
  { href: "/settings/reminders", label: "Reminders" },
  { href: "/settings/retention", label: "Retention" },
  { href: "/settings/move-in", label: "Move in" },
];

const PROJECTS: Place = { href: "/projects", label: "Projects", keys: "g p" };
const ROBOTS: Place = { href: "/robots", label: "System robots", keys: "g r" };
const ACTIVITY: Place = { href: "/activity", label: "Activity", keys: "g a" };
const SETTINGS: Place = { href: "/settings", label: "Settings", keys: "g s" };
const ACCOUNT: Place = { href: "/account", label: "Account", keys: "g u" };

const HELP: Place = { href: "/help", label: "Help" };

/** Top-bar places first, then the others this person may open. */
export function placesFor(actor: { isAdmin: boolean }): { main: readonly Place[]; more: readonly Place[] } {
  if (!actor.isAdmin) return { main: [PROJECTS], more: [ACCOUNT, HELP] };
  return { main: [PROJECTS, ROBOTS, ACTIVITY, SETTINGS], more: [...SETTINGS_PLACES, ACCOUNT, HELP] };
}
