import { unstable_isUnrecognizedActionError } from "next/navigation";
import { showBusyUntil } from "@/components/ui/busy";
import type { ErrorCode, FieldErrors } from "@/lib/errors";
import type { ActionResult } from "@/lib/server/action";

const PATIENCE_MS = 30_000;

/** NO_RESPONSE: the server didn't respond, so the change may have been made. OUTDATED: this page belongs to an older build. */
export type Problem = { code: ErrorCode | "NO_RESPONSE" | "OUTDATED"; message: string; fields?: FieldErrors };

export type Outcome<Data> = { ok: true; data: Data } | ({ ok: false } & Problem);

/**
 * Calls a server action; never rejects.
 * @param noResponse the message when no response arrives: what may have happened and the next step
 */
export async function callAction<Input, Data>(
  action: (input: Input) => Promise<ActionResult<Data>>,
  input: Input,
  noResponse: string,
): Promise<Outcome<Data>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
  });
  try {
    return await showBusyUntil(Promise.race([action(input), patience]));
  } catch (error) {
    if (unstable_isUnrecognizedActionError(error))
      return {
        ok: false,
        code: "OUTDATED",
        message: "The console was updated after this page was opened. Nothing was changed. Reload the page.",
      };
    return { ok: false, code: "NO_RESPONSE", message: noResponse };
  } finally {
    clearTimeout(timer);
  }
}
