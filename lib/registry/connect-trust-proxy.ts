/** A comment for the configuration of every proxy that Purser must trust. */
export const TRUST_PROXY = `# Start Purser with TRUST_PROXY=true, so that it sees clients' addresses. It then listens on 127.0.0.1 only: set LISTEN_HOST
# if this proxy runs on another machine.`;
