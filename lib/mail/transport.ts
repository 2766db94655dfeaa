import { readFileSync } from "node:fs";
import { createTransport } from "nodemailer";
import { env } from "../env";

export type Letter = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The same at every try, so that the receiver's server can drop a repetition. */
  messageId: string;
  /** Where to turn such mail off. */
  unsubscribe: string | null;
};

/** How long a server may take for each step. */
const STEP_MS = 10_000;

export const isMailSet = () => env().SMTP_URL !== undefined;

/**
 * The options of SMTP_URL. Without TLS from the start, the server must offer STARTTLS, unless the address ends with
 * `?starttls=optional` or `?starttls=never`.
 */
export function transportOptions() {
  const { SMTP_URL = "", SMTP_PASSWORD, SMTP_CA_FILE: caFile } = env();
  const url = new URL(SMTP_URL);
  const secure = url.protocol === "smtps:";
  const starttls = url.searchParams.get("starttls");
  const pass = SMTP_PASSWORD ?? decodeURIComponent(url.password);
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && starttls !== "optional" && starttls !== "never",
    ignoreTLS: starttls === "never",
    ...(user && { auth: { user, pass } }),
    ...(caFile && { tls: { ca: readFileSync(caFile, "utf8") } }),
    ...{ connectionTimeout: STEP_MS, greetingTimeout: STEP_MS, socketTimeout: STEP_MS, dnsTimeout: STEP_MS },
    // Bodies are only ever our own text.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}

/** @returns the server's last answer. @throws the server's refusal, or why it can't be reached */
export async function sendLetter({ unsubscribe, to, ...letter }: Letter): Promise<string> {
  const transport = createTransport(transportOptions());
  try {
    const sent = await transport.sendMail({
      ...letter,
      // Not as text, which could name several.
      to: { name: "", address: to },
      from: env().SMTP_FROM,
      headers: {
        "Auto-Submitted": "auto-generated",
        ...(unsubscribe && { "List-Unsubscribe": `<${unsubscribe}>` }),
      },
    });
    return String(sent.response);
  } finally {
    transport.close();
  }
}

/** What the server said, or why there is no answer. Never includes a password. */
export function mailFault(error: unknown): { text: string; isFinal: boolean } {
  const {
    response,
    responseCode,
    code,
    message = "",
  } = error as {
    response?: string;
    responseCode?: number;
    code?: string;
    message?: string;
  };
  const text = response ?? TEXTS[code ?? ""] ?? message.split("\n")[0] ?? "unknown";
  // A 5xx about the receiver or the message is final. A failed login can be mended by the operator.
  return { text: text.slice(0, 300), isFinal: (responseCode ?? 0) >= 500 && code !== "EAUTH" };
}

const TEXTS: Record<string, string> = {
  ETLS: "A secure connection to the mail server couldn’t be made. Check SMTP_URL and SMTP_CA_FILE.",
  ETIMEDOUT: "The mail server didn’t respond in time.",
  EDNS: "The mail server’s host name couldn’t be resolved. Check SMTP_URL.",
};
