/** Private request headers that `server.ts` sets on every request, after removing what a caller sent under these names. */
export const CLIENT_ADDRESS_HEADER = "x-purser-client-address";
export const REQUEST_ID_HEADER = "x-request-id";
/** The nonce of this reply's page policy, for whoever renders an inline script or style. */
export const NONCE_HEADER = "x-nonce";
