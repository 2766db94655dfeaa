import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runOrFail } from "./programs";

const BLOCK = 512;

/** A tar archive (POSIX ustar) of one small file. */
function tarOf(name: string, content: string): Buffer {
  const header = Buffer.alloc(BLOCK);
  const fields: [number, string][] = [
    [0, name],
    [100, "0000644\0"],
    [108, "0000000\0"],
    [116, "0000000\0"],
    [124, `${content.length.toString(8).padStart(11, "0")}\0`],
    [136, "00000000000\0"],
    [148, " ".repeat(8)],
    [156, "0"],
    [257, "ustar\u000000"],
  ];
  for (const [at, text] of fields) header.write(text, at);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(content.length / BLOCK) * BLOCK);
  body.write(content);
  return Buffer.concat([header, body, Buffer.alloc(2 * BLOCK)]);
}

/**
 * Writes an image of one layer with one file, from scratch.
 * @returns its root file system as a tar file, and the image as an OCI layout folder with the tag `1`
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function writeTinyImage(folder: string): Promise<{ rootfs: string; layout: string }> {
  const layout = join(folder, "layout");
  const blobs = join(layout, "blobs/sha256");
  await mkdir(blobs, { recursive: true });
  const store = async (mediaType: string, bytes: Buffer) => {
    const hash = createHash("sha256").update(bytes).digest("hex");
    await writeFile(join(blobs, hash), bytes);
    return { mediaType, digest: `sha256:${hash}`, size: bytes.length };
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const rootfs = join(folder, "rootfs.tar");
  const tar = tarOf("hello", `made in ${folder}\n`);
  await writeFile(rootfs, tar);
  const layer = await store("application/vnd.oci.image.layer.v1.tar", tar);
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const config = await store(
    "application/vnd.oci.image.config.v1+json",
    json({ architecture, os: "linux", config: {}, rootfs: { type: "layers", diff_ids: [layer.digest] } }),
  );
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = await store(mediaType, json({ schemaVersion: 2, mediaType, config, layers: [layer] }));
  const annotations = { "org.opencontainers.image.ref.name": "1" };
  await writeFile(join(layout, "index.json"), json({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }));
  await writeFile(join(layout, "oci-layout"), json({ imageLayoutVersion: "1.0.0" }));
  return { rootfs, layout };
}

/** The same as an archive, which containerd imports. */
export async function archive(layout: string, file: string): Promise<string> {
  await runOrFail("tar", ["-C", layout, "-cf", file, "."], { env: {} });
  return file;
}
