import { z } from "zod";

/** What Harbor's clients set on a project. Here it has no effect; it is kept so that they find it as they left it. */
export const METADATA_KEYS = [
  ...["enable_content_trust", "enable_content_trust_cosign", "prevent_vul", "severity", "auto_scan"],
  ...["auto_sbom_generation", "reuse_sys_cve_allowlist", "retention_id", "proxy_speed_kb", "max_upstream_conn"],
] as const;

const metadataSchema = z.partialRecord(z.enum(METADATA_KEYS), z.string());
export type ProjectMetadata = z.output<typeof metadataSchema>;

/** What a project's column holds; nothing for a text that is no longer understood. */
export function readMetadata(stored: string | null): ProjectMetadata {
  if (stored === null) return {};
  try {
    return metadataSchema.parse(JSON.parse(stored));
  } catch {
    return {};
  }
}

/** As the column holds it: in the order of the keys, so that the same settings are the same text; null for none. */
export function storedMetadata(metadata: ProjectMetadata): string | null {
  const given = METADATA_KEYS.flatMap((key) => (metadata[key] === undefined ? [] : [[key, metadata[key]]]));
  return given.length > 0 ? JSON.stringify(Object.fromEntries(given)) : null;
}
