import { durationDays } from "@/lib/access/expiry";
import { accessFacts } from "../robots/access-facts";
import type { RobotHome } from "../robots/home";
import type { Robot } from "../robots/robot";
import { type PlainColumns, plainColumns, type RobotAccess } from "../robots/schema";
import { expiresText } from "./schema";

type Value = string | boolean | readonly string[];
type Facts = Record<string, Value>;
/** A field that changes; null where there is no robot. */
export type FieldChange = { from: Value | null; to: Value | null };
export type FieldChanges = Record<string, FieldChange>;

type Described = PlainColumns & {
  days: number;
  disabled: boolean;
  networks: readonly string[];
  managedBy: string;
  access: RobotAccess;
};

/** A robot field by field, as plans compare and show it. */
export function factsOf(home: RobotHome, { days, disabled, networks, managedBy, access, ...rest }: Described): Facts {
  const held = accessFacts(home, access);
  return {
    ...plainColumns(rest),
    expires: expiresText(days),
    disabled,
    ...held,
    ...(home.kind === "project" && { repositories: held.repositories ?? [] }),
    allowedAddresses: networks,
    managedBy,
  };
}

/** The lifetime in days, counted from when the expiry was set. */
export function lifetimeOf({ expiresAt, expirySetAt, createdAt }: Robot): number {
  return durationDays(expirySetAt ?? createdAt, expiresAt);
}

export function describedAs(robot: Robot): Described {
  return {
    ...plainColumns(robot),
    days: lifetimeOf(robot),
    disabled: robot.disabled,
    networks: robot.allowedAddresses.map(({ network }) => network),
    managedBy: robot.managedBy,
    access: robot.access,
  };
}

/** The fields that differ. Empty ones of a robot that is made or goes are left out. */
export function changesBetween(before: Facts | null, after: Facts | null): FieldChanges {
  const names = Object.keys(after ?? before ?? {});
  const pairs = names.map((name): [string, FieldChange] => [
    name,
    { from: before?.[name] ?? null, to: after?.[name] ?? null },
  ]);
  const isChanged = ({ from, to }: FieldChange) =>
    from !== null && to !== null ? JSON.stringify(from) !== JSON.stringify(to) : !isEmpty(from ?? to);
  return Object.fromEntries(pairs.filter(([, change]) => isChanged(change)));
}

const isEmpty = (value: Value | null) =>
  value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0);
