import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute";
import { PrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { Ingress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { PersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { afterAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readEnv } from "../lib/env";
import { SECRET_SETTINGS } from "../lib/secret-files";
import { helm } from "./helm.mjs";
import { root } from "./install.mjs";

const chart = join(root, "deploy/helm/purser");
const read = (/** @type {string} */ path) => readFileSync(join(root, path), "utf8");
const folder = mkdtempSync(join(tmpdir(), "purser-chart-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @type {Record<string, new (data: any) => {validate(): void}>} */
const MODELS = {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  HTTPRoute,
  Ingress,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  PrometheusRule,
  Service,
  ServiceAccount,
  ServiceMonitor,
};

let files = 0;
/** @param {object} values @param {string} [command] @returns {Promise<string>} */
async function run(values, command = "template") {
  const file = join(folder, `${files++}.yaml`);
  writeFileSync(file, JSON.stringify(values));
  const args = command === "template" ? ["template", "purser", chart] : [command, "--strict", chart];
  return (await helm(...args, "--namespace", "registry", "--values", file)).stdout;
}

/** What was rendered already, because Helm takes a while. @type {Map<object, Promise<string>>} */
const rendered = new Map();
/** @param {object} values @returns {Promise<string>} */
function renderOnce(values) {
  const text = rendered.get(values) ?? run(values);
  rendered.set(values, text);
  return text;
}

/**
 * The manifests by kind and name, each valid.
 * @param {object} values @returns {Promise<Record<string, any>>}
 */
async function render(values) {
  const manifests = parseAllDocuments(await renderOnce(values)).map((document) => document.toJS());
  for (const manifest of manifests) {
    const Model = MODELS[manifest.kind];
    if (!Model) throw new Error(`${manifest.kind} has no model`);
    expect(manifest.apiVersion).toBe(/** @type {any} */ (new Model({})).apiVersion);
    new Model(manifest).validate();
  }
  return Object.fromEntries(manifests.map((manifest) => [`${manifest.kind}/${manifest.metadata.name}`, manifest]));
}

const PUBLIC_URL = "https://purser.example.com";
const postgres = { database: { type: "postgres" }, existingSecret: "purser-secrets", replicaCount: 2 };
const everything = {
  metrics: { enabled: true },
  networkPolicy: { enabled: true, ingressFrom: [{ podSelector: { matchLabels: { app: "gateway" } } }] },
  ingress: { enabled: true, tls: [{ secretName: "tls", hosts: ["purser.example.com"] }] },
  httpRoute: { enabled: true, parentRefs: [{ name: "gateway" }], hostnames: ["purser.example.com"] },
  serviceMonitor: { enabled: true, labels: { release: "prometheus" } },
  prometheusRule: { enabled: true },
  grafanaDashboard: { enabled: true },
  config: { PUBLIC_URL, TRUST_PROXY: "10.0.0.0/8", API_REQUESTS_PER_MINUTE: 100000000, ADMIN_USERNAME: "admin" },
  existingSecret: "purser-secrets",
  extraSecretKeys: ["METRICS_TOKEN"],
};

/** @type {[string, object, string[]][]} */
const MATRIX = [
  ["the defaults", {}, ["PersistentVolumeClaim"]],
  ["SQLite with a secret", { existingSecret: "s", config: { TRUST_PROXY: true } }, ["PersistentVolumeClaim"]],
  ["SQLite on a volume that exists", { persistence: { existingClaim: "data", storageClass: "fast" } }, []],
  ["Postgres", postgres, ["PodDisruptionBudget"]],
  ["Postgres on one replica", { ...postgres, replicaCount: 1 }, []],
  [
    "Postgres, autoscaled",
    { ...postgres, autoscaling: { enabled: true } },
    ["HorizontalPodAutoscaler", "PodDisruptionBudget"],
  ],
  [
    "SQLite with everything",
    everything,
    [
      ...["ConfigMap", "HTTPRoute", "Ingress", "NetworkPolicy", "PersistentVolumeClaim"],
      ...["PrometheusRule", "Service", "ServiceMonitor"],
    ],
  ],
  [
    "Postgres with everything",
    {
      ...everything,
      ...postgres,
      autoscaling: { enabled: true, maxReplicas: 9 },
      image: { repository: "registry.example.com/purser", digest: `sha256:${"0".repeat(64)}` },
      imagePullSecrets: [{ name: "pull" }],
      commonLabels: { team: "platform" },
      podAnnotations: { a: "b" },
      priorityClassName: "high",
      nodeSelector: { disk: "ssd" },
      tolerations: [{ key: "dedicated", operator: "Exists" }],
      service: { type: "NodePort", ports: { http: { nodePort: 30080 } } },
      serviceAccount: { create: false, name: "shared" },
    },
    [
      ...["ConfigMap", "HTTPRoute", "HorizontalPodAutoscaler", "Ingress", "NetworkPolicy"],
      ...["PodDisruptionBudget", "PrometheusRule", "Service", "ServiceMonitor"],
    ],
  ],
];

describe.each(MATRIX)("%s", (_, values, further) => {
  test("pass helm’s lint, render twice the same, and make valid manifests with the restrictions on every pod", async () => {
    const [first, second, lint] = await Promise.all([renderOnce(values), run(values), run(values, "lint")]);
    expect(second).toBe(first);
    expect(lint).not.toMatch(/\[(WARNING|ERROR)\]/);
    const manifests = Object.values(await render(values));
    const account = values === MATRIX.at(-1)?.[1] ? [] : ["ServiceAccount"];
    expect(manifests.map(({ kind }) => kind).sort()).toEqual(["Deployment", "Service", ...account, ...further].sort());
    expect(manifests.map(({ metadata }) => metadata.namespace)).toEqual(manifests.map(() => "registry"));
    const { spec } = manifests.find(({ kind }) => kind === "Deployment").spec.template;
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(spec.containers).toHaveLength(1);
    expect(spec.containers[0]).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      startupProbe: { httpGet: { path: "/healthz" } },
      livenessProbe: { httpGet: { path: "/healthz" } },
      readinessProbe: { httpGet: { path: "/readyz" } },
    });
    const { startupProbe } = spec.containers[0];
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeGreaterThanOrEqual(600);
  });

  test("give Purser settings that it accepts, and secrets as files only", async () => {
    const { spec } = (await render(values))["Deployment/purser"].spec.template;
    /** @type {Record<string, string>} */
    const env = Object.fromEntries(
      spec.containers[0].env.map((/** @type {{name: string, value: string}} */ entry) => [entry.name, entry.value]),
    );
    expect(SECRET_SETTINGS.filter((name) => name in env)).toEqual([]);
    const secret = spec.volumes.find((/** @type {any} */ volume) => volume.secret)?.secret;
    const paths = (secret?.items ?? []).map((/** @type {any} */ { path }) => `/etc/purser/secrets/${path}`);
    expect(paths.sort()).toEqual(SECRET_SETTINGS.flatMap((name) => env[`${name}_FILE`] ?? []).sort());
    // The files are elsewhere on this machine.
    const given = Object.entries(env).filter(([name]) => !/_FILE$/.test(name));
    const settings = readEnv({
      ...Object.fromEntries(given),
      AUTH_SECRET: "x".repeat(32),
      ADMIN_PASSWORD: env.ADMIN_USERNAME && "a long Phrase 7",
    });
    expect(settings.LISTEN_HOST).not.toBe("127.0.0.1");
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(settings.DRAIN_SECONDS + 10);
  });
});

test("an invalid manifest doesn’t pass for a valid one", () => {
  const spec = { replicas: "two", selector: {}, template: {} };
  expect(() => new Deployment(/** @type {any} */ ({ spec })).validate()).toThrow(/replicas/);
});

test("SQLite has one replica that stops before the next one starts, on a volume that outlives the release", async () => {
  const manifests = await render({});
  expect(manifests["Deployment/purser"].spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
  expect(manifests["PersistentVolumeClaim/purser"].metadata.annotations).toEqual({ "helm.sh/resource-policy": "keep" });
  const { volumes } = manifests["Deployment/purser"].spec.template.spec;
  expect(volumes).toContainEqual({ name: "data", persistentVolumeClaim: { claimName: "purser" } });
});

test("Postgres rolls over without a gap, spreads, and leaves the number of replicas to the autoscaler", async () => {
  const { spec } = (await render(postgres))["Deployment/purser"];
  expect(spec).toMatchObject({
    replicas: 2,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
  });
  const keys = spec.template.spec.topologySpreadConstraints.map((/** @type {any} */ { topologyKey }) => topologyKey);
  expect(keys).toEqual(["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
  expect(spec.template.spec.volumes.map((/** @type {any} */ { name }) => name)).toEqual(["tmp", "secrets"]);
  const scaled = await render({ ...postgres, autoscaling: { enabled: true } });
  expect(scaled["Deployment/purser"].spec).not.toHaveProperty("replicas");
  expect(scaled["HorizontalPodAutoscaler/purser"].spec.scaleTargetRef.name).toBe("purser");
});

test("large numbers keep their digits, and metrics have a service of their own", async () => {
  const manifests = await render(everything);
  const { env } = manifests["Deployment/purser"].spec.template.spec.containers[0];
  expect(env).toContainEqual({ name: "API_REQUESTS_PER_MINUTE", value: "100000000" });
  const monitor = manifests["ServiceMonitor/purser"];
  const { metadata, spec } = manifests["Service/purser-metrics"];
  expect(metadata.labels).toMatchObject(monitor.spec.selector.matchLabels);
  expect(spec.ports.map((/** @type {any} */ { name }) => name)).toEqual([monitor.spec.endpoints[0].port]);
  expect(manifests["Service/purser"].spec.ports).toHaveLength(1);
});

/** @type {[string, object, RegExp][]} */
const REFUSED = [
  ["SQLite with two replicas", { replicaCount: 2 }, /SQLite has one writer: set replicaCount to 1/],
  [
    "SQLite with an autoscaler",
    { autoscaling: { enabled: true } },
    /can't be scaled: set autoscaling\.enabled to false/,
  ],
  ["SQLite with a rolling update", { strategy: { type: "RollingUpdate" } }, /must never open one SQLite file/],
  ["Postgres without a secret", { database: { type: "postgres" } }, /create one and set existingSecret/],
  ["an administrator without a password", { config: { ADMIN_USERNAME: "a" } }, /ADMIN_PASSWORD: create one/],
  ["an ingress without an address", { ingress: { enabled: true } }, /Set config\.PUBLIC_URL/],
  ["a route without a gateway", { httpRoute: { enabled: true }, config: { PUBLIC_URL } }, /Set httpRoute\.parentRefs/],
  ["a monitor without metrics", { serviceMonitor: { enabled: true } }, /need metrics\.enabled/],
  ["keys of no secret", { extraSecretKeys: ["METRICS_TOKEN"] }, /set existingSecret/],
  [
    "an autoscaler with its limits swapped",
    { ...postgres, autoscaling: { enabled: true, minReplicas: 3, maxReplicas: 2 } },
    /maxReplicas is less/,
  ],
  ["an unknown value", { replicas: 2 }, /replicas/],
  ["an unknown value inside", { image: { name: "x" } }, /name/],
  ["a misspelt setting", { config: { PUBLIC_ULR: "x" } }, /PUBLIC_ULR/],
  ["a secret among the settings", { config: { AUTH_SECRET: "x" } }, /AUTH_SECRET/],
];

test.each(REFUSED)("%s: refused in words", async (_, values, words) => {
  await expect(run(values)).rejects.toThrow(words);
});

test("the schema has every value, no object in it takes others, and its settings are Purser’s", () => {
  const schema = JSON.parse(read("deploy/helm/purser/values.schema.json"));
  /** @type {string[]} */
  const open = [];
  /** @param {any} node @param {string} path */
  const walk = (node, path) => {
    if (node.type === "object" && node.additionalProperties === undefined) open.push(path);
    if (node.properties) expect([path, node.additionalProperties]).toEqual([path, false]);
    for (const [name, child] of Object.entries(node.properties ?? {})) walk(child, `${path}.${name}`);
    if (node.items) walk(node.items, `${path}[]`);
  };
  walk(schema, "");
  const kubernetes = ["affinity", "podSecurityContext", "resources", "securityContext", "strategy", "global"];
  const lists = [
    "httpRoute.parentRefs",
    "networkPolicy.egressRules",
    "networkPolicy.ingressFrom",
    "networkPolicy.metricsFrom",
  ];
  const podLists = ["tolerations", "topologySpreadConstraints", "volumeMounts", "volumes"];
  expect(open.sort()).toEqual(
    [...kubernetes, ...[...lists, ...podLists].map((name) => `${name}[]`)].map((name) => `.${name}`).sort(),
  );
  const named = Object.keys(parse(read("deploy/helm/purser/values.yaml")));
  expect(Object.keys(schema.properties).sort()).toEqual([...named, "global"].sort());

  const documented = read("docs/configuration.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => line.split(" | ")[0]?.match(/[A-Z][A-Z0-9_]+/g) ?? []);
  const setByChart = ["PORT", "DATA_DIR", "METRICS_PORT", ...SECRET_SETTINGS];
  expect([...Object.keys(schema.properties.config.properties), ...setByChart].sort()).toEqual(documented.sort());
  const mounted = ["AUTH_SECRET", "DATABASE_URL", "ADMIN_PASSWORD", ...schema.properties.extraSecretKeys.items.enum];
  expect(mounted.sort()).toEqual([...SECRET_SETTINGS].sort());
});

test("the chart’s alerts and dashboard are those of deploy, and its version is Purser’s", async () => {
  expect(read("deploy/helm/purser/files/purser.rules.yml")).toBe(read("deploy/prometheus/purser.rules.yml"));
  expect(read("deploy/helm/purser/files/purser.json")).toBe(read("deploy/grafana/purser.json"));
  const manifests = await render(everything);
  expect(manifests["PrometheusRule/purser"].spec).toEqual(parse(read("deploy/prometheus/purser.rules.yml")));
  expect(JSON.parse(manifests["ConfigMap/purser-dashboard"].data["purser.json"])).toEqual(
    JSON.parse(read("deploy/grafana/purser.json")),
  );
  expect(parse(read("deploy/helm/purser/Chart.yaml")).appVersion).toBe(JSON.parse(read("package.json")).version);
});

test("the values in docs/install.md render", async () => {
  const [, values = ""] = /```yaml\n(database:[\s\S]*?)```/.exec(read("docs/install.md")) ?? [];
  const manifests = await render(parse(values));
  expect(manifests["Deployment/purser"].spec.replicas).toBe(2);
  expect(manifests["Ingress/purser"].spec.rules[0].host).toBe("purser.example.com");
});
