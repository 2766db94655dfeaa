import { randomUUID } from "node:crypto";
import type { Actor } from "@/lib/access/caller";
import { NEVER } from "@/lib/access/expiry";
import { readNetwork } from "@/lib/access/networks";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { applyEdit, auditChange, editFacts } from "../robots/change";
import { newRobot } from "../robots/creation";
import { assertAccessFits } from "../robots/grant-rows";
import { projectNameOf, type RobotHome } from "../robots/home";
import type { Robot } from "../robots/robot";
import type { CreateRobotInput, UpdateRobotInput } from "../robots/schema";
import { insertRobot } from "../robots/service";
import { changesBetween, describedAs, type FieldChanges, factsOf } from "./facts";
import type { Wanted } from "./wanted";

/** What happens to one robot. `secret`: of a new one. */
export type Change = {
  action: "create" | "update" | "delete" | "none";
  /** The login name. */
  name: string;
  project: string | null;
  fields: FieldChanges;
};
export type Written = { id: number; secret?: string };

/** One change, and how to write it; `write` is null where nothing changes. */
export type Step = {
  /** Where a file asks for it; the login name if none does. */
  at: string;
  change: Change;
  id: number | null;
  write: ((tx: Tx) => Promise<Written>) | null;
};

type Place = { actor: Actor; home: RobotHome; owner: string | undefined };

/** The networks to store. Files have no notes, so those that a network has stay. */
function addresses(networks: readonly string[] | undefined, robot: Robot | null) {
  const known = new Map(robot?.allowedAddresses.map(({ network, note }) => [network, note]));
  const read = networks?.map((text) => {
    const reading = readNetwork(text);
    return "network" in reading ? reading.network : text;
  });
  return read && [...new Set(read)].map((network) => ({ network, note: known.get(network) ?? "" }));
}

/**
 * The step that makes a robot of the home what the file says.
 * @throws AppError CONFLICT when another owner manages it; else as {@link assertAccessFits}
 */
export function stepFor(place: Place, wanted: Wanted, robot: Robot | null): Step {
  return robot ? updating(place, wanted, robot) : creating(place, wanted);
}

function creating({ actor, home, owner = "" }: Place, wanted: Wanted): Step {
  const access = wanted.access();
  assertAccessFits(home, access);
  const allowedAddresses = addresses(wanted.networks, null) ?? [];
  const input: CreateRobotInput = {
    ...{ description: "", ...wanted.plain, name: wanted.name, project: projectNameOf(home), access, allowedAddresses },
    ...{ duration: wanted.days, disabled: wanted.disabled ?? false, managedBy: owner, creationKey: randomUUID() },
  };
  const { row, secret } = newRobot(actor, home, input);
  const networks = allowedAddresses.map(({ network }) => network);
  const { days } = wanted;
  const made = { ...row, days, networks, access };
  return {
    at: wanted.at,
    id: null,
    change: {
      ...{ action: "create", name: row.loginName, project: projectNameOf(home) },
      fields: changesBetween(null, factsOf(home, made)),
    },
    write: async (tx) => ({ id: await insertRobot(tx, actor, home, row, input), secret }),
  };
}

function updating({ actor, home, owner }: Place, wanted: Wanted, robot: Robot): Step {
  if (robot.managedBy !== "" && robot.managedBy !== owner)
    throw new AppError("CONFLICT", `${robot.loginName} is managed by ${robot.managedBy}, not by ${owner ?? "you"}`);
  const access = wanted.access(robot.access);
  assertAccessFits(home, access);
  const allowedAddresses = addresses(wanted.networks, robot) ?? robot.allowedAddresses;
  const before = describedAs(robot);
  const { disabled = robot.disabled, days } = wanted;
  const after = {
    ...{ ...before, ...wanted.plain, days, disabled, access, managedBy: owner ?? robot.managedBy },
    networks: allowedAddresses.map(({ network }) => network),
  };
  const fields = changesBetween(factsOf(home, before), factsOf(home, after));
  const hasChanges = Object.keys(fields).length > 0;
  const edit: UpdateRobotInput = {
    ...{ id: robot.id, version: robot.version, ...wanted.plain, disabled, managedBy: after.managedBy },
    ...(fields.expires && { expiry: days === NEVER ? { kind: "never" } : { kind: "days", days } }),
    ...((fields.permissions || fields.repositories || fields.projects || fields.system) && { access }),
    ...(fields.allowedAddresses && { allowedAddresses }),
  };
  const write = async (tx: Tx) => {
    await applyEdit(tx, actor, robot, edit);
    return { id: robot.id };
  };
  return {
    at: wanted.at,
    id: robot.id,
    change: { action: hasChanges ? "update" : "none", name: robot.loginName, project: projectNameOf(home), fields },
    write: hasChanges ? write : null,
  };
}

/** The step that deletes one of the owner's robots that no file describes any more. */
export function pruning({ actor, home }: Place, robot: Robot): Step {
  const { id, version, loginName } = robot;
  return {
    at: loginName,
    id,
    change: {
      ...{ action: "delete", name: loginName, project: projectNameOf(home) },
      fields: changesBetween(factsOf(home, describedAs(robot)), null),
    },
    write: async (tx) => {
      const { count } = await tx.robot.deleteMany({ where: { id, version } });
      if (count === 0) throw new AppError("CONFLICT", "someone just changed or deleted it; run it again");
      await auditChange(tx, actor, "robot.delete", robot, { before: editFacts(home, robot) });
      return { id };
    },
  };
}
