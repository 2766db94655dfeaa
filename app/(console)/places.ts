import type { Place } from "@/components/shell/place";

export const SETTINGS_PLACES: readonly Place[] = [
  { href: "/settings/registry", label: "Connect a registry" },
  { href: "/settings/people", label: "People" },
  { href: "/settings/policies", label: "Policies" },
  { href: "/settings/webhooks", label: "Webhooks" },
  { href: "/settings/reminders", label: "Reminders" },
  { href: "/settings/retention", label: "Retention" },
  { href: "/settings/move-in", label: "Import" },
];

const HOME: Place = { href: "/", label: "Home", keys: "g h" };
const PROJECTS: Place = { href: "/projects", label: "Projects", keys: "g p" };
const ROBOTS: Place = { href: "/robots", label: "Robots", keys: "g r" };
const SYSTEM_ROBOTS: Place = { href: "/robots/system", label: "System robots" };
const ACTIVITY: Place = { href: "/activity", label: "Activity", keys: "g a" };
const SETTINGS: Place = { href: "/settings", label: "Settings", keys: "g s" };
const ACCOUNT: Place = { href: "/account", label: "Account", keys: "g u" };

const HELP: Place = { href: "/help", label: "Help" };

/** Top-bar places first, then the others this person may open. */
export function placesFor(actor: { isAdmin: boolean }): { main: readonly Place[]; more: readonly Place[] } {
  if (!actor.isAdmin) return { main: [HOME, PROJECTS, ROBOTS], more: [ACCOUNT, HELP] };
  return {
    main: [HOME, PROJECTS, ROBOTS, ACTIVITY, SETTINGS],
    more: [SYSTEM_ROBOTS, ...SETTINGS_PLACES, ACCOUNT, HELP],
  };
}
