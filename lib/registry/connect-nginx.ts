import { TRUST_PROXY } from "./connect-trust-proxy";

type NginxFacts = {
  /** Where Purser listens. */
  port: number;
  /** Host name of the site. */
  name: string;
};

const LISTEN = `  # With TLS: listen 443 ssl, ssl_certificate and ssl_certificate_key.
  listen 127.0.0.1:8000;`;

const PROXYING = `  # Layers can have any size, and are not buffered on disk.
  client_max_body_size 0;
  # Tokens and requests for many repositories exceed the default of 8k.
  large_client_header_buffers 4 16k;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;`;

const errors = (code: string, message: string) => `'${JSON.stringify({ errors: [{ code, message }] })}'`;
const UNAVAILABLE = errors("UNAVAILABLE", "the registry or its token service is not responding");

/** Headers of every refusal. nginx copies WWW-Authenticate on its own. */
const REFUSAL_HEADERS = `    default_type application/json;
    add_header X-Denied-Permission $denied always;
    add_header Docker-Distribution-Api-Version registry/2.0 always;
    add_header Cache-Control no-store always;`;

const AUTHORIZE = `  # This needs the client's Content-Type: don't set proxy_pass_request_headers to off.
  location = /_authorize {
    internal;
    proxy_pass http://purser/service/authorize;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Original-Method $request_method;
    # As the client sent it: what is checked must be what is forwarded.
    proxy_set_header X-Original-URI $request_uri;
    # Other proxies' names for the same: clients must not be able to send them.
    proxy_set_header X-Forwarded-Method "";
    proxy_set_header X-Forwarded-Uri "";
  }
  auth_request_set $answered $upstream_status;
  auth_request_set $refusal $upstream_http_x_error_body;
  auth_request_set $denied $upstream_http_x_denied_permission;
  auth_request_set $retry_after $upstream_http_retry_after;`;

const REFUSALS = `  # Clients show the message of a refusal only if it is JSON. nginx turns every status but 2xx, 401 and 403 into 500.
  error_page 401 @unauthorized;
  error_page 403 @denied;
  error_page 500 502 504 = @failed;
  location @unauthorized {
${REFUSAL_HEADERS}
    if ($refusal = "") { return 401 ${errors("UNAUTHORIZED", "authentication required")}; }
    return 401 $refusal;
  }
  location @denied {
${REFUSAL_HEADERS}
    if ($refusal = "") { return 403 ${errors("DENIED", "not allowed")}; }
    return 403 $refusal;
  }
  location @failed {
${REFUSAL_HEADERS}
    add_header Retry-After $retry_after always;
    if ($answered ~ "400$") { return 400 $refusal; }
    if ($answered ~ "429$") { return 429 $refusal; }
    if ($answered ~ "503$") { return 503 $refusal; }
    return 503 ${UNAVAILABLE};
  }`;

/** An nginx site that asks `/service/authorize` about each request to a registry, a chart repository and an API. */
export const nginxText = ({
  port,
  name,
}: NginxFacts) => `# nginx in front of a registry, a chart repository and an API, all on loopback. Every request is checked against the robot
# account's permissions first. Include this file inside \`http { }\`. The registry needs no authentication of its own as long
# as nothing else can reach it (distribution-behind-proxy.yml).
${TRUST_PROXY}
upstream purser   { server 127.0.0.1:${port}; keepalive 16; }
upstream registry { server 127.0.0.1:5000; keepalive 16; }
# ChartMuseum with --depth=1, or whatever else serves the other paths.
upstream charts   { server 127.0.0.1:8080; keepalive 16; }

server {
${LISTEN}
  server_name ${name};
${PROXYING}

  # Tokens come from the registry's own host, which some clients require: PUBLIC_URL is this server's address.
  location = /service/token { proxy_pass http://purser; }
  location = /.well-known/jwks.json { proxy_pass http://purser; }

${AUTHORIZE}

${REFUSALS}

  # Without a path after the upstream's name, nginx forwards the request target unchanged.
  location /v2/ {
    auth_request /_authorize;
    add_header Docker-Distribution-Api-Version registry/2.0 always;
    proxy_read_timeout 900s;
    proxy_pass http://registry;
  }

  location / {
    auth_request /_authorize;
    proxy_pass http://charts;
  }
}
`;

/** An nginx site with Purser and a registry on one host; the registry verifies tokens itself. */
export const oneHostText = ({
  port,
  name,
}: NginxFacts) => `# nginx with Purser and a registry on one host: the registry at /v2/, Purser at every other path. Include this file inside
# \`http { }\`. Some clients request tokens only from the registry's own host and port: newer crane if the address is private,
# and Distribution 3.1 as a cache. Set PUBLIC_URL and REGISTRY_HOST of Purser to this server. The registry verifies tokens
# itself, so it needs an auth section (distribution-3.yml, distribution-2.8.yml) and distinguishes pull, push and delete;
# for all ten permissions use nginx.conf.
${TRUST_PROXY}
upstream purser   { server 127.0.0.1:${port}; keepalive 16; }
upstream registry { server 127.0.0.1:5000; keepalive 16; }

server {
${LISTEN}
  server_name ${name};
${PROXYING}

  # Without a path after the upstream's name, nginx forwards the request target unchanged.
  location /v2/ {
    error_page 502 504 = @failed;
    proxy_read_timeout 900s;
    proxy_pass http://registry;
  }

  location / {
    client_max_body_size 4m;
    proxy_pass http://purser;
  }
  location /service/ {
    error_page 502 504 = @failed;
    proxy_pass http://purser;
  }

  # Clients show the message of a failure only if it is JSON.
  location @failed {
    default_type application/json;
    return 503 ${UNAVAILABLE};
  }
}
`;
