import { createHash } from "node:crypto";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const config = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}');
const digest = `sha256:${createHash("sha256").update(config).digest("hex")}`;

/** Pushes an image without layers as `<repository>:latest`. @throws Error naming the request that the registry refused */
export async function putImage(registry: { url: string }, token: string, repository: string): Promise<void> {
  const send = async (method: string, place: string, body?: string, type = "application/octet-stream") => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": type };
    const reply = await fetch(new URL(place, registry.url), { method, headers, ...(body && { body }) });
    if (!reply.ok) throw new Error(`${method} ${place}: ${reply.status} ${await reply.text()}`);
    return reply;
  };
  const begun = await send("POST", `/v2/${repository}/blobs/uploads/`);
  const place = new URL(begun.headers.get("location") ?? "", registry.url);
  place.searchParams.set("digest", digest);
  await send("PUT", place.href, config.toString());
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, digest, size: config.length },
    layers: [],
  };
  await send("PUT", `/v2/${repository}/manifests/latest`, JSON.stringify(manifest), MANIFEST);
}
