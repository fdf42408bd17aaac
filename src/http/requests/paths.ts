/** Which methods there are at a path. Asked only about requests that no route takes. */
import { setImmediate as turn } from "node:timers/promises";
import type { FastifyInstance, RouteOptions } from "fastify";
import findMyWay, { type HTTPMethod } from "find-my-way";

export interface Paths {
  /** For the `Allow` header; empty where nothing is. */
  methodsAt(path: string): string[];
  /** Every method that some path has. */
  methods(): string[];
  /** Whether it is the API's. */
  isApi(method: string, path: string): boolean;
}

/** Routes that are added before others get their turn. */
const PIECE = 16;

/**
 * Before any route, so that it knows all of them. Few ask, so the router is made after the server listens, a piece in
 * each turn, or when somebody asks before that.
 *
 * @param maxParamLength of the server's own router
 */
export function collectPaths(app: FastifyInstance, maxParamLength: number): Paths {
  const router = findMyWay({ maxParamLength });
  const known = new Set<HTTPMethod>();
  const left: { readonly method: HTTPMethod; readonly route: RouteOptions }[] = [];
  app.addHook("onRoute", (route) => {
    for (const method of [route.method].flat() as HTTPMethod[]) {
      known.add(method);
      left.push({ method, route });
    }
  });
  const add = (count: number) => {
    for (const { method, route } of left.splice(0, count)) router.on(method, route.url, () => {}, route);
  };
  async function addInPieces(): Promise<void> {
    for (; left.length > 0; add(PIECE)) await turn();
  }
  app.addHook("onListen", (done) => {
    void addInPieces();
    done();
  });
  const routeAt = (method: string, path: string) => {
    add(left.length);
    return router.find(method as HTTPMethod, path)?.store as RouteOptions | null;
  };
  return {
    methodsAt: (path) => listed([...known].filter((method) => routeAt(method, path))),
    methods: () => listed([...known]),
    isApi: (method, path) => routeAt(method, path)?.config?.isApi ?? false,
  };
}

function listed(methods: readonly string[]): string[] {
  return methods.length === 0 ? [] : [...methods, "OPTIONS"].toSorted();
}
