import { z } from "zod";

/** Settings that Harbor's clients write. They have no effect here, but clients expect to read back what they wrote. */
export const METADATA_KEYS = [
  ...["enable_content_trust", "enable_content_trust_cosign", "prevent_vul", "severity", "auto_scan"],
  ...["auto_sbom_generation", "reuse_sys_cve_allowlist", "retention_id", "proxy_speed_kb", "max_upstream_conn"],
] as const;

const metadataSchema = z.partialRecord(z.enum(METADATA_KEYS), z.string());
export type ProjectMetadata = z.output<typeof metadataSchema>;

/** Text that can’t be parsed counts as empty. */
export function readMetadata(stored: string | null): ProjectMetadata {
  if (stored === null) return {};
  try {
    return metadataSchema.parse(JSON.parse(stored));
  } catch {
    return {};
  }
}

/** The stored text, with sorted keys so that equal settings are equal texts; null for none. */
export function storedMetadata(metadata: ProjectMetadata): string | null {
  const given = METADATA_KEYS.flatMap((key) => (metadata[key] === undefined ? [] : [[key, metadata[key]]]));
  return given.length > 0 ? JSON.stringify(Object.fromEntries(given)) : null;
}
