/** Traefik's routers and middleware in front of a registry that only Traefik can reach. */
export const traefikText = ({
  port,
  name,
}: {
  port: number;
  name: string;
}) => `# Traefik (file provider) in front of a registry that only Traefik can reach: each request is checked against the robot's
# permissions first. Start Purser with TRUST_PROXY=true. The entry point needs a read timeout of 0: traefik-static.yml.
http:
  middlewares:
    robot:
      forwardAuth:
        address: http://127.0.0.1:${port}/service/authorize
        # Traefik sets X-Forwarded-Method and X-Forwarded-Uri itself: never take the client's.
        trustForwardHeader: false
        # No authRequestHeaders here: Traefik then passes all headers on. Purser must see Content-Type, or a form could
        # make the registry hand over another project's layers.
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

/** What Traefik reads at its start only. */
export const traefikStaticText = `# Static configuration of Traefik: traefik --configFile=traefik-static.yml
entryPoints:
  registry:
    # With TLS: ":443", and http.tls.
    address: 127.0.0.1:8000
    transport:
      respondingTimeouts:
        # Traefik gives a request 60 seconds otherwise, body included: large layers take longer.
        readTimeout: 0
providers:
  file:
    filename: /etc/traefik/traefik.yml
`;
