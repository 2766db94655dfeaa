type NginxFacts = {
  /** The port this instance listens on. */
  port: number;
  /** The name of the site's host. */
  name: string;
};

const LISTEN = `  # With TLS: listen 443 ssl, ssl_certificate and ssl_certificate_key.
  listen 127.0.0.1:8000;`;

const PROXYING = `  # Layers have any size; nothing is kept on disk on the way.
  client_max_body_size 0;
  # Tokens and questions for many repositories are longer than the usual 8k.
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

/** What every refusal carries beside its body. nginx copies WWW-Authenticate by itself. */
const REFUSAL_HEADERS = `    default_type application/json;
    add_header X-Denied-Permission $denied always;
    add_header Docker-Distribution-Api-Version registry/2.0 always;
    add_header Cache-Control no-store always;`;

/** An nginx site in front of a registry, a chart repository and an API, which has each request checked by `/service/authorize`. */
export const nginxText = ({
  port,
  name,
}: NginxFacts) => `# nginx in front of a registry, a chart repository and an API, all on loopback: each request is checked against the robot's
# permissions first. Include it from \`http { }\`. The registry needs no authentication of its own as long as nothing else can
# reach it (distribution-behind-proxy.yml). Start Purser with TRUST_PROXY=true, so that it sees the clients' addresses.
upstream purser   { server 127.0.0.1:${port}; keepalive 16; }
upstream registry { server 127.0.0.1:5000; keepalive 16; }
# ChartMuseum with --depth=1, or whatever else serves the other paths.
upstream charts   { server 127.0.0.1:8080; keepalive 16; }

server {
${LISTEN}
  server_name ${name};
${PROXYING}

  # Tokens come from the registry's own host, which some clients insist on: PUBLIC_URL is this server's address.
  location = /service/token { proxy_pass http://purser; }
  location = /.well-known/jwks.json { proxy_pass http://purser; }

  # It needs the client's Content-Type: do not set proxy_pass_request_headers to off.
  location = /_authorize {
    internal;
    proxy_pass http://purser/service/authorize;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Original-Method $request_method;
    # As the client sent it: what is checked is what is passed on.
    proxy_set_header X-Original-URI $request_uri;
    # The other proxies' names for the same: a client must not be able to send them.
    proxy_set_header X-Forwarded-Method "";
    proxy_set_header X-Forwarded-Uri "";
  }
  auth_request_set $answered $upstream_status;
  auth_request_set $refusal $upstream_http_x_error_body;
  auth_request_set $denied $upstream_http_x_denied_permission;
  auth_request_set $retry_after $upstream_http_retry_after;

  # Clients show what a refusal says only when it is JSON. nginx makes 500 of all that is neither 2xx nor 401 nor 403.
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
  }

  # No path after the upstream's name: nginx then passes the request target on unchanged.
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

/** An nginx site with the registry and this console on one host; the registry checks tokens itself. */
export const oneHostText = ({
  port,
  name,
}: NginxFacts) => `# nginx with Purser and a registry on one host: the registry at /v2/, Purser at everything else. Include it from \`http { }\`.
# Some clients ask only the registry's own host and port for tokens: newer crane when the address is private, Distribution
# 3.1 as a cache. PUBLIC_URL and REGISTRY_HOST of Purser name this server; start Purser with TRUST_PROXY=true. The registry
# checks tokens itself, so it has an auth section (distribution-3.yml, distribution-2.8.yml) and tells pull, push and
# delete apart; for all ten permissions take nginx.conf.
upstream purser   { server 127.0.0.1:${port}; keepalive 16; }
upstream registry { server 127.0.0.1:5000; keepalive 16; }

server {
${LISTEN}
  server_name ${name};
${PROXYING}

  # No path after the upstream's name: nginx then passes the request target on unchanged.
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

  # Clients show what a failure says only when it is JSON.
  location @failed {
    default_type application/json;
    return 503 ${UNAVAILABLE};
  }
}
`;
