/** Private request headers: `server.ts` removes what the client sent under these names and sets its own. */
export const CLIENT_ADDRESS_HEADER = "x-purser-client-address";
/** How that address was found: see `lib/server/client-address.ts`. */
export const ADDRESS_CHAIN_HEADER = "x-purser-address-chain";
export const REQUEST_ID_HEADER = "x-request-id";
/** The nonce of this response's Content-Security-Policy, for inline scripts and styles. */
export const NONCE_HEADER = "x-nonce";
