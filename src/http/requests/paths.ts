/** Which methods there are at a path. Asked only about requests that no route takes. */
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

/** Before any route, so that it knows all of them. @param maxParamLength of the server's own router */
export function collectPaths(app: FastifyInstance, maxParamLength: number): Paths {
  const router = findMyWay({ maxParamLength });
  const known = new Set<HTTPMethod>();
  app.addHook("onRoute", (route) => {
    for (const method of [route.method].flat() as HTTPMethod[]) {
      known.add(method);
      router.on(method, route.url, () => {}, route);
    }
  });
  const routeAt = (method: string, path: string) =>
    router.find(method as HTTPMethod, path)?.store as RouteOptions | null;
  return {
    methodsAt: (path) => listed([...known].filter((method) => routeAt(method, path))),
    methods: () => listed([...known]),
    isApi: (method, path) => routeAt(method, path)?.config?.isApi ?? false,
  };
}

function listed(methods: readonly string[]): string[] {
  return methods.length === 0 ? [] : [...methods, "OPTIONS"].toSorted();
}
