import type { ImportShown } from "@/lib/imports/schema";

type Reply = { status: number; shown: ImportShown } | { fault: string };

const NO_RESPONSE = "We couldn’t reach the server. Nothing is lost. Try again.";

/** Calls the REST API of imports with this browser's session. Never rejects. */
export async function callApi(path: string, method: "POST" | "GET", body?: Blob): Promise<Reply> {
  try {
    const response = await fetch(`/api/v2.0${path}`, { method, ...(body && { body }) });
    const reply = await response.json();
    if (response.ok) return { status: response.status, shown: reply as ImportShown };
    return { fault: (reply as { errors?: { message: string }[] }).errors?.[0]?.message ?? NO_RESPONSE };
  } catch {
    return { fault: NO_RESPONSE };
  }
}
