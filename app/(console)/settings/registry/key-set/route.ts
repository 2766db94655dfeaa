import { trustDownload } from "../trust-download";

/** All listed public keys as a JWK set (RFC 7517): Distribution 3's `jwks`. */
export const GET = () => trustDownload("keySet");
