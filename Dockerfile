# The console's files and the built server; what they are made with stays behind.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund && rm -rf /root/.npm
COPY src ./src
RUN node src/console/build.ts && node src/build.ts
# The server alone. Its data are in /data; PUBLIC_URL must say where guests reach it.
FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
# The image's own Node runs it, so the one that comes as a package is taken out again.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/node-bin-* /root/.npm
# The process of Matter hubs, and with --build-arg MATTER=yes the library that it needs, which is as large as all the rest.
ARG MATTER=no
COPY matter ./matter
RUN if [ "$MATTER" = yes ]; then cd matter && npm ci --omit dev --ignore-scripts --no-audit --no-fund && rm -rf /root/.npm; fi
COPY LICENSE ./
COPY src ./src
COPY --from=build /build/dist ./dist
RUN mkdir -p /data && chown node:node /data && chmod 700 /data
USER node
ENV HOST=0.0.0.0 PORT=8787 DATA_DIR=/data
# As in npm run start:built: what is given back to the C library goes back to the machine.
ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072 MALLOC_MMAP_THRESHOLD_=131072
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD node -e "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "--max-semi-space-size=4", "dist/server/main.js", "serve"]
