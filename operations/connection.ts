import { isIP } from "node:net";
import { text } from "node:stream/consumers";
import { StartError } from "@/lib/start-error";
import { UsageError } from "@/operations/verb";

const TIMEOUT_MS = 30_000;
/** Reading a large file takes a while. */
const FILE_TIMEOUT_MS = 180_000;
const PAGE = 100;

type Settings = Record<string, string | undefined>;
type Query = Record<string, string | number | undefined>;
type Sent = {
  query?: Query;
  body?: unknown;
  /** Sent as it is, instead of a body. */
  file?: Blob;
  headers?: Record<string, string>;
  timeoutMs?: number;
};
export type Answer = { status: number; headers: Headers; body: unknown };

/** Purser's REST API with one caller's credentials. */
export type Connection = {
  /** Without `/api/v2.0`. */
  url: string;
  username: string;
  /**
   * @param path below `/api/v2.0`, such as `/robots/1`
   * @throws RequestFailed if the answer is an error, StartError if there is none
   */
  send(method: string, path: string, options?: Sent): Promise<Answer>;
  /** Every row of a list, page after page. Errors as {@link send}. */
  all(path: string, query?: Query): Promise<unknown[]>;
};

/** Purser answered with an error. */
export class RequestFailed extends StartError {
  constructor(
    message: string,
    readonly status: number,
    /** Such as `NOT_FOUND`. */
    readonly code: string,
  ) {
    super(message);
  }
}

/** Options of every verb that connects. */
export const CONNECTION_OPTIONS = { "password-stdin": { type: "boolean" } } as const;

/**
 * Connects to the instance at PURSER_URL, as PURSER_USERNAME with PURSER_PASSWORD or PURSER_TOKEN, or with a password from
 * standard input.
 * @throws UsageError naming what isn't set
 */
export async function connect(
  options: { "password-stdin"?: unknown } = {},
  settings: Settings = process.env,
  input: NodeJS.ReadableStream = process.stdin,
): Promise<Connection> {
  const url = readUrl(settings.PURSER_URL);
  const given = options["password-stdin"] === true ? await passwordFrom(input) : secretOf(settings);
  const { username, password } = credentials(settings.PURSER_USERNAME || undefined, given);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const send: Connection["send"] = (method, path, { query = {}, body, file, headers = {}, ...rest } = {}) => {
    const { timeoutMs = file ? FILE_TIMEOUT_MS : TIMEOUT_MS } = rest;
    const address = `${url}/api/v2.0${path}${search(query)}`;
    return request({ method, address, authorization, body, file, headers, timeoutMs });
  };
  return { url, username, send, all: (path, query) => everyPage(send, path, query) };
}

function readUrl(text: string | undefined): string {
  if (!text) throw new UsageError("Set PURSER_URL to the address of your Purser, such as https://purser.example.com.");
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError("PURSER_URL must be an http:// or https:// address, such as https://purser.example.com.");
  if (url.username || url.password)
    throw new UsageError("Take the credentials out of PURSER_URL: set PURSER_USERNAME and PURSER_PASSWORD.");
  if (url.protocol === "http:" && !isLocal(url.hostname))
    console.error(`Warning: ${url.origin} isn’t https, so the password crosses the network unencrypted.`);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "").replace(/\/api(\/v2\.0)?$/, "");
}

const isLocal = (host: string) =>
  host === "localhost" || host === "[::1]" || (isIP(host) === 4 && host.startsWith("127."));

function secretOf({ PURSER_PASSWORD, PURSER_TOKEN }: Settings): string {
  if (PURSER_PASSWORD && PURSER_TOKEN)
    throw new UsageError("PURSER_PASSWORD and PURSER_TOKEN are both set: keep one of them.");
  const secret = PURSER_PASSWORD || PURSER_TOKEN;
  if (secret) return secret;
  throw new UsageError(
    "Set PURSER_PASSWORD, or PURSER_TOKEN to NAME:SECRET of a robot account, or add --password-stdin to read it from standard input.",
  );
}

async function passwordFrom(input: NodeJS.ReadableStream): Promise<string> {
  const password = (await text(input)).replace(/[\r\n]+$/, "");
  if (password === "") throw new UsageError("Standard input is empty: pipe the password into it.");
  return password;
}

/** Neither a username nor a login name contains a colon. */
function credentials(username: string | undefined, given: string) {
  if (username?.includes(":")) throw new UsageError("PURSER_USERNAME contains a colon: set it to the name only.");
  if (username) return { username, password: given };
  const at = given.indexOf(":");
  if (at < 1) throw new UsageError("Set PURSER_USERNAME to your username, or to the login name of a robot account.");
  return { username: given.slice(0, at), password: given.slice(at + 1) };
}

function search(query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : "";
}

type Request = {
  method: string;
  address: string;
  authorization: string;
  body: unknown;
  file: Blob | undefined;
  headers: Record<string, string>;
  timeoutMs: number;
};

async function request({ method, address, authorization, body, file, headers, timeoutMs }: Request): Promise<Answer> {
  try {
    const response = await fetch(address, {
      method,
      headers: {
        ...headers,
        Authorization: authorization,
        Accept: "application/json",
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      body: file ?? (body === undefined ? null : JSON.stringify(body)),
      // Another address must not get the password.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const received = await response.text();
    if (response.ok) return { status: response.status, headers: response.headers, body: parse(received, address) };
    throw failure(response, received, address);
  } catch (error) {
    throw error instanceof StartError ? error : unreachable(error, address, timeoutMs);
  }
}

function parse(received: string, address: string): unknown {
  if (received === "") return undefined;
  try {
    return JSON.parse(received);
  } catch {
    throw new StartError(`${new URL(address).origin} doesn’t answer as Purser does: check PURSER_URL.`);
  }
}

function failure({ status, headers }: Response, received: string, address: string): StartError {
  const { origin } = new URL(address);
  if (status >= 300 && status < 400)
    return new StartError(`${origin} redirects to ${headers.get("location")}: set PURSER_URL to the final address.`);
  const [first] = errorsOf(received);
  if (!first) return new StartError(`${origin} answered ${status}, and not as Purser does: check PURSER_URL.`);
  const hint = status === 401 ? " Check PURSER_USERNAME and the password or secret." : "";
  return new RequestFailed(`${first.message}${hint && `.${hint}`}`, status, first.code);
}

function errorsOf(received: string): { code: string; message: string }[] {
  try {
    const { errors } = JSON.parse(received);
    return Array.isArray(errors) && typeof errors[0]?.message === "string" ? errors : [];
  } catch {
    return [];
  }
}

function unreachable(error: unknown, address: string, timeoutMs: number): StartError {
  const { origin } = new URL(address);
  const { name, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === "TimeoutError")
    return new StartError(
      `${origin} didn’t answer within ${timeoutMs / 1000} seconds. Try again, or check PURSER_URL.`,
    );
  const why = cause?.code ?? cause?.message ?? (error as Error).message;
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY|ISSUER/i.test(why))
    return new StartError(
      `${origin} has a certificate that isn’t trusted here (${why}). Name your CA’s file in NODE_EXTRA_CA_CERTS.`,
    );
  return new StartError(`${origin} can’t be reached (${why}). Check PURSER_URL and the network.`);
}

async function everyPage(send: Connection["send"], path: string, query: Query = {}): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (let page = 1; ; page++) {
    const { body } = await send("GET", path, { query: { ...query, page, page_size: PAGE } });
    if (!Array.isArray(body)) throw new StartError(`${path} didn’t answer with a list: check PURSER_URL.`);
    rows.push(...body);
    if (body.length < PAGE) return rows;
  }
}
