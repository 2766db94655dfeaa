import { asciiJson } from "@/lib/quoting";
import { HOST_PLACEHOLDER, type Snippet, type ToolSnippets } from "@/lib/snippet";
import type { Env } from "../env";
import { envoyText } from "./connect-envoy";
import { nginxText, oneHostText } from "./connect-nginx";
import { traefikStaticText, traefikText } from "./connect-traefik";
import type { KeyAlgorithm } from "./keys";

/** What a registry, or a proxy in front of it, must know about this instance. */
export type ConnectFacts = {
  publicUrl: string;
  port: number;
  service: string;
  issuer: string;
  algorithm: KeyAlgorithm;
  /** Of the announced key; null if there is none. */
  nextAlgorithm: KeyAlgorithm | null;
  /** TOKEN_X5C: tokens include their certificate, which Distribution 3 needs with a bundle and rejects with a key set. */
  withCertificate: boolean;
  /** Possibly with a port; null until someone enters it. */
  registryHost: string | null;
};

type StoredFacts = Pick<ConnectFacts, "algorithm" | "nextAlgorithm" | "registryHost">;

/** The algorithms are those of the keys, which may differ from TOKEN_ALGORITHM. */
export function connectFacts(settings: Env, { algorithm, nextAlgorithm, registryHost }: StoredFacts): ConnectFacts {
  return {
    publicUrl: settings.PUBLIC_URL,
    port: settings.PORT,
    service: settings.REGISTRY_SERVICE,
    issuer: settings.TOKEN_ISSUER,
    algorithm,
    nextAlgorithm,
    withCertificate: settings.TOKEN_X5C,
    registryHost,
  };
}

/** File names of the downloads, as the configurations refer to them. */
export const TRUST_FILES = { certificates: "purser-token.pem", keySet: "purser-jwks.json" } as const;

export const realmOf = (publicUrl: string) => `${publicUrl}/service/token`;

export const isLocalUrl = (url: string) =>
  URL.canParse(url) && /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

/** Proxies match the host name without its port. */
const nameOf = (host: string | null) => (host ?? HOST_PLACEHOLDER).replace(/:\d+$/, "");

const PLAIN = /^[A-Za-z][A-Za-z0-9._/@-]*(?::[A-Za-z0-9._/@-]+)*$/;
const WORDS = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

/** A scalar that YAML 1.1 and 1.2 both read as exactly this text. */
export function yamlText(text: string): string {
  return PLAIN.test(text) && !WORDS.test(text) ? text : asciiJson(text);
}

/** How to connect each kind of registry: the files of `deploy/registry` with this instance's values. */
export function connectGuides(facts: ConnectFacts): ToolSnippets[] {
  return [
    { id: "distribution-2", label: "Distribution 2.8", snippets: [distribution2(facts)] },
    { id: "distribution-3", label: "Distribution 3", snippets: [distribution3(facts)] },
    { id: "nginx", label: "nginx", note: proxyNote(facts), snippets: [nginx(facts), behindProxy()] },
    { id: "one-host", label: "One host", note: proxyNote(facts), snippets: [oneHost(facts)] },
    {
      id: "traefik",
      label: "Traefik",
      note: proxyNote(facts),
      snippets: [traefik(facts), traefikStatic(), behindProxy()],
    },
    { id: "envoy", label: "Envoy", note: proxyNote(facts), snippets: [envoy(facts), behindProxy()] },
    { id: "chartmuseum", label: "ChartMuseum", note: chartMuseumNote(facts), snippets: [chartMuseum(facts)] },
  ];
}

function chartMuseumNote({ algorithm, nextAlgorithm }: ConnectFacts): string | undefined {
  if (algorithm === "RS256") return undefined;
  const rsa = "ChartMuseum accepts only RSA signatures, and this instance signs with ES256.";
  return nextAlgorithm === "RS256"
    ? `${rsa} The next key is RSA. Give every other registry the new files, switch to it below, then give ChartMuseum its file.`
    : `${rsa} Start Purser with TOKEN_ALGORITHM=RS256. It keeps signing with ES256 and announces an RSA key that you switch to below.`;
}

/** Whether the registry and its token service are at different hosts; also true if the host isn’t known. */
export function onOtherHost({ publicUrl, registryHost }: ConnectFacts): boolean {
  return (URL.canParse(publicUrl) ? new URL(publicUrl).host : publicUrl) !== registryHost;
}

/** Some clients, such as crane, request tokens only from the registry's own host if its address is private. */
function proxyNote(facts: ConnectFacts): string | undefined {
  const { publicUrl, registryHost } = facts;
  if (!onOtherHost(facts)) return undefined;
  const known = registryHost ? `${registryHost}` : "the registry’s host, which you can enter above";
  return `The proxy serves the token endpoint on the registry’s own host, which some clients require. Set PUBLIC_URL to the proxy’s address (${known}); it’s now ${publicUrl}.`;
}

const storage = (folder: string) => `storage:
  filesystem:
    rootdirectory: ${folder}
  delete:
    enabled: true
http:
  addr: 127.0.0.1:5000
`;

const tokenAuth = ({ publicUrl, service, issuer }: ConnectFacts) => `auth:
  token:
    # PUBLIC_URL of Purser + /service/token
    realm: ${yamlText(realmOf(publicUrl))}
    # REGISTRY_SERVICE
    service: ${yamlText(service)}
    # TOKEN_ISSUER
    issuer: ${yamlText(issuer)}
`;

function distribution2(facts: ConnectFacts): Snippet {
  const hint = `Save it as the registry’s config.yml, or copy its auth section. Put ${TRUST_FILES.certificates} where it says and restart the registry.`;
  const code = `# CNCF Distribution 2.8 with Purser as its token service. It reads keys only at start.
# An environment variable can override any value, such as REGISTRY_AUTH_TOKEN_REALM.
version: 0.1
log:
  level: info
  accesslog:
    disabled: true
${storage("/var/lib/registry")}${tokenAuth(facts)}    # Settings → Connect a registry → Certificate bundle
    rootcertbundle: /etc/registry/${TRUST_FILES.certificates}
`;
  return { id: "config", title: "config.yml", hint, code, file: "distribution-2.8.yml" };
}

function distribution3(facts: ConnectFacts): Snippet {
  const { withCertificate, algorithm, nextAlgorithm } = facts;
  const algorithms = new Set([algorithm, nextAlgorithm ?? algorithm]);
  const file = withCertificate ? TRUST_FILES.certificates : TRUST_FILES.keySet;
  const trust = withCertificate
    ? `    # Settings → Connect a registry → Certificate bundle. To use \`jwks\` instead, start Purser with TOKEN_X5C=false.
    rootcertbundle: /etc/registry/${file}`
    : `    # Settings → Connect a registry → Key set. To use \`rootcertbundle\` instead, start Purser with TOKEN_X5C=true.
    jwks: /etc/registry/${file}`;
  const hint = `Save it as the registry’s config.yml, or copy its auth section. Put ${file} where it says and restart the registry.`;
  const code = `# CNCF Distribution 3 with Purser as its token service. It reads keys only at start.
version: 0.1
log:
  level: info
${storage("/var/lib/registry")}${tokenAuth(facts)}${trust}
    # TOKEN_ALGORITHM
    signingalgorithms:
${Array.from(algorithms, (name) => `      - ${name}\n`).join("")}`;
  return { id: "config", title: "config.yml", hint, code, file: "distribution-3.yml" };
}

function behindProxy(): Snippet {
  const hint =
    "The registry’s own configuration. It doesn’t authenticate anyone, so only the proxy may reach it. The proxy checks every request against all ten permissions.";
  const code = `# CNCF Distribution that only a proxy can reach. The proxy checks every request: see nginx.conf, traefik.yml, envoy.yml.
version: 0.1
log:
  level: info
  accesslog:
    disabled: true
${storage("/var/lib/registry")}`;
  return { id: "behind", title: "config.yml of the registry", hint, code, file: "distribution-behind-proxy.yml" };
}

const TRUST_PROXY_HINT =
  "Start Purser with TRUST_PROXY=true. It then listens on 127.0.0.1 only; if the proxy runs on another machine, set LISTEN_HOST.";

function nginx({ port, registryHost }: ConnectFacts): Snippet {
  const hint = `Include it inside http { } of nginx.conf, and change the three upstreams if they run on other machines. ${TRUST_PROXY_HINT}`;
  const code = nginxText({ port, name: nameOf(registryHost) });
  return { id: "site", title: "nginx.conf", hint, code, file: "nginx.conf" };
}

function oneHost({ port, registryHost }: ConnectFacts): Snippet {
  const hint = `Include it inside http { } of nginx.conf, and change the two upstreams if they run on other machines. ${TRUST_PROXY_HINT} Configure the registry as shown under Distribution.`;
  const code = oneHostText({ port, name: nameOf(registryHost) });
  return { id: "site", title: "nginx-one-host.conf", hint, code, file: "nginx-one-host.conf" };
}

function traefik({ port, registryHost }: ConnectFacts): Snippet {
  const hint = `For the file provider. Change the addresses if they’re on other machines. ${TRUST_PROXY_HINT}`;
  const code = traefikText({ port, name: nameOf(registryHost) });
  return { id: "dynamic", title: "Dynamic configuration", hint, code, file: "traefik.yml" };
}

function traefikStatic(): Snippet {
  const hint =
    "Traefik reads it at start. Without a read timeout of 0, it cuts off uploads that take longer than a minute.";
  return { id: "static", title: "Static configuration", hint, code: traefikStaticText, file: "traefik-static.yml" };
}

function envoy({ port }: ConnectFacts): Snippet {
  const hint = `Start it with envoy -c envoy.yml, or copy the filter and the routes. Change the addresses of the clusters if they’re on other machines. ${TRUST_PROXY_HINT}`;
  return { id: "config", title: "envoy.yml", hint, code: envoyText({ port }), file: "envoy.yml" };
}

function chartMuseum({ publicUrl, service }: ConnectFacts): Snippet {
  const hint = `Start it with chartmuseum --config chartmuseum.yml. It reads only the first certificate of ${TRUST_FILES.certificates}, the one in use, so give it the new file after each key rotation. In ChartMuseum, deleting a chart version requires push.`;
  const code = `# ChartMuseum with Purser as its token service: chartmuseum --config chartmuseum.yml
# It verifies only RSA signatures: start Purser with TOKEN_ALGORITHM=RS256.
port: 8080
# One level of repositories, one for each project.
depth: 1
storage:
  backend: local
  local:
    rootdir: /var/lib/chartmuseum
bearerauth: true
# PUBLIC_URL of Purser + /service/token
authrealm: ${yamlText(realmOf(publicUrl))}
# REGISTRY_SERVICE
authservice: ${yamlText(service)}
# Settings → Connect a registry → Certificate bundle
authcertpath: /etc/chartmuseum/${TRUST_FILES.certificates}
`;
  return { id: "config", title: "chartmuseum.yml", hint, code, file: "chartmuseum.yml" };
}
