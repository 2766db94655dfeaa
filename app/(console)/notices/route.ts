import { getBell } from "@/lib/reminders/bell";
import { jsonResponse } from "../json-response";

export const dynamic = "force-dynamic";

/** What is under the bell. Asked by the page once it is shown, so that no page waits for it. */
export async function GET(): Promise<Response> {
  return jsonResponse(getBell);
}
