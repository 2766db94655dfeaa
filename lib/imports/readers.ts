import { readDockerAuth } from "./docker-auth";
import type { Found } from "./entries";
import { readHarbor } from "./harbor";
import { readHtpasswd } from "./htpasswd";
import { readJsonLines } from "./json-lines";
import { linesOf, wholeText } from "./lines";
import { readQuay } from "./quay";
import type { ImportOptions } from "./schema";

const MAX_YAML = 4 * 1024 * 1024;
const MAX_QUAY = 32 * 1024 * 1024;

/** Reads a file piece by piece. @throws AppError BAD_REQUEST if it isn't what the source exports */
export async function* readFile(file: AsyncIterable<Uint8Array>, options: ImportOptions): AsyncGenerator<Found> {
  const { source, project = "", prefix } = options;
  if (source === "harbor") yield* readHarbor(linesOf(file), { prefix });
  else if (source === "htpasswd") yield* readHtpasswd(linesOf(file), project);
  else if (source === "docker-auth") yield* readDockerAuth(await wholeText(file, MAX_YAML));
  else if (source === "quay") yield* readQuay(await wholeText(file, MAX_QUAY));
  else yield* readJsonLines(linesOf(file));
}
