import { TRUST_FILES } from "@/lib/registry/connect";
import { trustFiles } from "@/lib/registry/key-list";
import { requirePageAdmin } from "../../page-admin";

/** Not found for anyone but system admins. */
export async function trustDownload(kind: keyof typeof TRUST_FILES): Promise<Response> {
  const actor = await requirePageAdmin("/settings/registry");
  const { certificateBundle, keySet } = await trustFiles(actor);
  const [type, text] =
    kind === "certificates"
      ? ["application/x-pem-file", certificateBundle]
      : ["application/jwk-set+json", `${JSON.stringify(keySet, null, 2)}\n`];
  return new Response(text, {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="${TRUST_FILES[kind]}"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
