/**
 * An nginx site in front of a registry, a chart repository and an API, which has each request checked by `/service/authorize`.
 * @param facts the port this instance listens on, and the name of the site's host
 */
export const nginxText = ({
  port,
  name,
}: {
  port: number;
  name: string;
}) => `# nginx in front of a registry, a chart repository and an API, all on loopback: each request is checked against the robot's
# permissions first. Include it from \`http { }\`. The registry needs no authentication of its own as long as nothing else can
# reach it (distribution-behind-proxy.yml). Start Purser with TRUST_PROXY=true, so that it sees the clients' addresses.
upstream purser   { server 127.0.0.1:${port}; keepalive 16; }
upstream registry { server 127.0.0.1:5000; keepalive 16; }
# ChartMuseum with --depth=1, or whatever else serves the other paths.
upstream charts   { server 127.0.0.1:8080; keepalive 16; }

server {
  # With TLS: listen 443 ssl, ssl_certificate and ssl_certificate_key.
  listen 127.0.0.1:8000;
  server_name ${name};
  # Layers have any size; nothing is kept on disk on the way.
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;

  # Tokens come from the registry's own host, which some clients insist on: PUBLIC_URL is this server's address.
  location = /service/token { proxy_pass http://purser; }
  location = /.well-known/jwks.json { proxy_pass http://purser; }

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

  # No path after the upstream's name: nginx then passes the request target on unchanged.
  location /v2/ {
    auth_request /_authorize;
    auth_request_set $denied $upstream_http_x_denied_permission;
    add_header X-Denied-Permission $denied always;
    add_header Docker-Distribution-Api-Version registry/2.0 always;
    proxy_read_timeout 900s;
    proxy_pass http://registry;
  }

  location / {
    auth_request /_authorize;
    auth_request_set $denied $upstream_http_x_denied_permission;
    add_header X-Denied-Permission $denied always;
    proxy_pass http://charts;
  }
}
`;
