import { TRUST_PROXY } from "./connect-trust-proxy";

/** Traefik's routers and middleware in front of a registry that only Traefik can reach. */
export const traefikText = ({
  port,
  name,
}: {
  port: number;
  name: string;
}) => `# Traefik (file provider) in front of a registry that only Traefik can reach. Every request is checked against the robot
# account's permissions first. The entry point needs a read timeout of 0: see traefik-static.yml.
${TRUST_PROXY}
http:
  middlewares:
    robot:
      forwardAuth:
        address: http://127.0.0.1:${port}/service/authorize
        # Traefik sets X-Forwarded-Method and X-Forwarded-Uri itself: never trust the client's.
        trustForwardHeader: false
        # Don't set authRequestHeaders: without it, Traefik forwards all headers. Purser must see Content-Type, or a form
        # could make the registry mount another project's layers.
        authResponseHeaders: [X-Robot-Name]
  routers:
    token:
      rule: "Host(\`${name}\`) && (Path(\`/service/token\`) || Path(\`/.well-known/jwks.json\`))"
      service: purser
    registry:
      rule: "Host(\`${name}\`) && PathPrefix(\`/v2/\`)"
      middlewares: [robot]
      service: registry
  services:
    purser: { loadBalancer: { servers: [{ url: "http://127.0.0.1:${port}" }] } }
    registry: { loadBalancer: { servers: [{ url: "http://127.0.0.1:5000" }] } }
`;

/** Traefik reads this only at start. */
export const traefikStaticText = `# Static configuration of Traefik: traefik --configFile=traefik-static.yml
entryPoints:
  registry:
    # With TLS: ":443" and http.tls.
    address: 127.0.0.1:8000
    transport:
      respondingTimeouts:
        # The default is 60 seconds for a request with its body: large layers take longer.
        readTimeout: 0
providers:
  file:
    filename: /etc/traefik/traefik.yml
`;
