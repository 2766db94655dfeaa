import type { Grace, RefreshSecretInput, Renewal } from "./secret-schema";

/** What a refresh asks for. */
export type Rotation = Pick<RefreshSecretInput, "fromFirstUse" | "leaked"> & {
  secretHash: string;
  /** "policy": what it grants to clients of Harbor's API, which can't ask. */
  grace: Grace | { kind: "policy" };
  renewal: Renewal;
  /** The old secret stays, because nobody has the current one or it was stopped. */
  keepsOld: boolean;
};
