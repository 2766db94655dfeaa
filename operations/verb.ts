import type { ParseArgsConfig } from "node:util";

export type OptionValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** What `purser <name>` does. */
export type Verb = {
  /** Its name, operands and options. */
  usage: string;
  summary: string;
  options?: NonNullable<ParseArgsConfig["options"]>;
  /** How many operands it takes, none unless given. */
  operands?: number;
  /** It takes as many operands as there are, and at least the number above. */
  takesMore?: true;
  /** @returns the exit code */
  run(operands: string[], options: OptionValues): Promise<number>;
};

/** The command was called in a way it doesn't understand. */
export class UsageError extends Error {}
