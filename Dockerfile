# Purser's image: docker build -t purser .
# Both bases must have the same C library, glibc of Debian 12. Pin them by digest, as in
#   --build-arg RUNTIME_BASE=gcr.io/distroless/nodejs20-debian12@sha256:…
ARG BUILD_BASE=docker.io/library/node:20-bookworm
ARG RUNTIME_BASE=gcr.io/distroless/nodejs20-debian12:nonroot

FROM ${BUILD_BASE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# Only better-sqlite3 may run a script: package.json names it. It compiles itself if no binary fits.
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs && node scripts/image.mjs /out/app && mkdir /out/data

FROM ${RUNTIME_BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Purser" \
  org.opencontainers.image.description="Robot accounts for container registries: a self-hosted console and token service" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
COPY --from=build --chown=0:0 /out/app /app
# Group 0 may write, so that any user in it can run the image.
COPY --from=build --chown=65532:0 --chmod=0770 /out/data /data
WORKDIR /app
# Distroless keeps Node in /nodejs, which is not on its path. Everything else is set where the image is run.
ENV PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin NODE_ENV=production DATA_DIR=/data
USER 65532:0
VOLUME ["/data"]
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s --retries=3 CMD ["node", "dist/purser.js", "healthcheck"]
ENTRYPOINT []
CMD ["node", "dist/server.js"]
