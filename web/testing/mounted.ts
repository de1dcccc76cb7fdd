import type { Express, RequestHandler } from 'express';

export type Mounted = {
  method: string;
  /** `/rooms/:room` */
  path: string;
  /** In their order. */
  handlers: RequestHandler[];
};

/** What Express keeps of a route or of a router (`router` 2, lib/layer.js and lib/route.js). */
type Layer = {
  rawPath?: unknown;
  handle: RequestHandler & { stack?: Layer[]; routers?: ReadonlySet<{ stack: Layer[] }> };
  route?: { path: string; stack: { method?: string; handle: RequestHandler }[] };
};

/** Every route that an application answers, as Express itself has it; what refuses other methods is none. */
export function mounted(app: Express): Mounted[] {
  return (app.router as unknown as { stack: Layer[] }).stack.flatMap(routesOf);
}

function routesOf({ handle, route, rawPath }: Layer): Mounted[] {
  if (route) {
    const byMethod = Map.groupBy(route.stack, ({ method }) => method);
    return [...byMethod].flatMap(([method, layers]) =>
      method
        ? {
            method: method.toUpperCase(),
            path: route.path,
            handlers: layers.map((layer) => layer.handle),
          }
        : [],
    );
  }
  if (handle.routers) return [...handle.routers].flatMap(({ stack }) => stack.flatMap(routesOf));
  if (!handle.stack) return [];
  if (rawPath !== '/') throw new Error(`a router at ${rawPath}: its paths would be read wrong`);
  return handle.stack.flatMap(routesOf);
}
