import { TRUST_PROXY } from "./connect-trust-proxy";

const LISTENER = `static_resources:
  listeners:
    - name: registry
      address: { socket_address: { address: 127.0.0.1, port_value: 8000 } }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: registry
                use_remote_address: true
                # What is checked must be what is forwarded.
                normalize_path: false
                merge_slashes: false
                path_with_escaped_slashes_action: KEEP_UNCHANGED
                # Large layers take long.
                stream_idle_timeout: 900s`;

const ROUTES = `                route_config:
                  virtual_hosts:
                    - name: registry
                      domains: ["*"]
                      routes:
                        - match: { path: /service/token }
                          route: { cluster: purser }
                          typed_per_filter_config: &unchecked
                            envoy.filters.http.ext_authz:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute
                              disabled: true
                        - match: { path: /.well-known/jwks.json }
                          route: { cluster: purser }
                          typed_per_filter_config: *unchecked
                        - match: { prefix: /v2/ }
                          route: { cluster: registry, timeout: 0s }`;

const filters = (port: number) => `                http_filters:
                  - name: envoy.filters.http.ext_authz
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
                      transport_api_version: V3
                      failure_mode_allow: false
                      status_on_error: { code: ServiceUnavailable }
                      # Content-Type must be listed, or a form could make the registry mount another project's layers.
                      allowed_headers: { patterns: [{ exact: content-type }, { exact: x-forwarded-for }] }
                      http_service:
                        server_uri: { uri: "http://127.0.0.1:${port}", cluster: purser, timeout: 15s }
                        # This prefix promises that it is: /service/authorize refuses uploads without one.
                        path_prefix: /service/authorize-with-content-type
                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router`;

const clusters = (port: number) => `  clusters:
    - name: purser
      type: STRICT_DNS
      connect_timeout: 5s
      load_assignment:
        cluster_name: purser
        endpoints:
          - lb_endpoints:
              - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: ${port} } } }
    - name: registry
      type: STRICT_DNS
      connect_timeout: 5s
      load_assignment:
        cluster_name: registry
        endpoints:
          - lb_endpoints:
              - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: 5000 } } }`;

/** Envoy appends the request's path to a prefix, and forwards only the headers it is told to. */
export const envoyText = ({
  port,
}: {
  port: number;
}) => `# Envoy in front of a registry that only Envoy can reach. Every request is checked against the robot account's permissions
# first. Envoy sends these checks with its own address, so failed attempts with Basic credentials count for all clients
# behind it together.
${TRUST_PROXY}
${LISTENER}
${ROUTES}
${filters(port)}
${clusters(port)}
`;
