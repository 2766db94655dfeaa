import type { ImportReport } from "./schema";
import { MAX_LISTED } from "./schema";

type Named = { name: string; reason: string };

/** A list that counts everything and names the first thousand. */
function listed<Item>() {
  const items: Item[] = [];
  const list = { total: 0, items };
  const add = (item: Item) => {
    list.total += 1;
    if (items.length < MAX_LISTED) items.push(item);
  };
  return { list, add };
}

/** Collects what a dry run tells. */
export class ReportBuilder {
  readonly #conflicts = listed<Named>();
  readonly #cannotMove = listed<Named>();
  readonly #disabled = listed<Named>();
  readonly #outside = listed<string>();
  readonly #notMoved = listed<Named>();
  readonly #rights = new Map<string, { from: string; to: string | null; robots: number }>();
  readonly #names: string[] = [];
  readonly robots = { total: 0, new: 0, already_here: 0, learned_later: 0 };
  readonly projects = { total: 0, new: 0 };
  readonly members = { total: 0, new: 0 };

  conflict = (name: string, reason: string) => this.#conflicts.add({ name: shown(name), reason });
  notMoved = (name: string, reason: string) => this.#notMoved.add({ name: shown(name), reason });
  disabled = (name: string, reason: string) => this.#disabled.add({ name, reason });
  outside = (name: string) => this.#outside.add(name);

  cannotMove(name: string, reason: string): void {
    this.robots.total += 1;
    this.#cannotMove.add({ name: shown(name), reason });
  }

  right(from: string, to: string | null): void {
    const key = JSON.stringify([from, to]);
    const row = this.#rights.get(key) ?? { from, to, robots: 0 };
    row.robots += 1;
    if (this.#rights.size < MAX_LISTED) this.#rights.set(key, row);
  }

  robot(name: string): void {
    this.robots.total += 1;
    if (this.#names.length < 3) this.#names.push(name);
  }

  finish(keepsIds: boolean): ImportReport {
    const [conflicts, cannotMove, disabled] = [this.#conflicts.list, this.#cannotMove.list, this.#disabled.list];
    return {
      robots: {
        ...this.robots,
        conflicts: conflicts.total,
        cannot_move: cannotMove.total,
        disabled: disabled.total,
      },
      projects: this.projects,
      members: this.members,
      keeps_ids: keepsIds,
      conflicts,
      cannot_move: cannotMove,
      disabled,
      outside_policy: this.#outside.list,
      not_moved: this.#notMoved.list,
      permissions: [...this.#rights.values()].sort((a, b) => (a.from < b.from ? -1 : 1)),
      first_names: this.#names,
    };
  }
}

/** A name that isn't valid can contain anything and be of any length. */
const shown = (name: string) =>
  name
    .replace(/\p{Cc}/gu, "�")
    .toWellFormed()
    .slice(0, 255);
