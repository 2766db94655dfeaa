import type { Credentials } from "@/lib/registry/login";

const BASIC = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** Reads an `Authorization` header: Basic (RFC 7617, UTF-8; the name ends at the first colon) or Bearer (RFC 6750). */
export function readCredentials(header: string | undefined): Credentials | null {
  const token = BEARER.exec(header ?? "")?.[1];
  if (token) return { kind: "bearer", token };
  const encoded = BASIC.exec(header ?? "")?.[1];
  if (!encoded) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : { kind: "basic", name: text.slice(0, colon), secret: text.slice(colon + 1) };
}
