import { Hono } from "hono";
import { cors } from "hono/cors";
import { mount } from "./http/mount.ts";
import { openApiDocument } from "./http/openapi.ts";
import { logRequest } from "./http/request-log.ts";
import type { Route } from "./http/route.ts";
import { type Desk, serve } from "./http/serve.ts";
import { currentEvent } from "./platform/event.ts";
import { cacheAdmin } from "./rooms/cache/admin.ts";
import { audienceRoutes } from "./rooms/email/audience-routes.ts";
import { batchRoutes } from "./rooms/email/batch-routes.ts";
import { consentAdmin } from "./rooms/email/consent-admin.ts";
import { consentPages } from "./rooms/email/consent-pages.tsx";
import { consentRoutes } from "./rooms/email/consent-routes.ts";
import { emailRoutes } from "./rooms/email/routes.ts";
import { statsRoutes } from "./rooms/email/stats-routes.ts";
import { suppressionRoutes } from "./rooms/email/suppression-routes.ts";
import { templateRoutes } from "./rooms/email/template-routes.ts";
import { emailWebhooks } from "./rooms/email/webhooks.ts";
import { deliveryRoutes } from "./rooms/files/delivery-routes.ts";
import { focusRoutes } from "./rooms/files/focus-routes.ts";
import { filesPages } from "./rooms/files/pages.tsx";
import { filesRoutes } from "./rooms/files/routes.ts";
import { uploadRoutes } from "./rooms/files/upload-routes.ts";
import { imagesRoutes } from "./rooms/images/routes.ts";
import { monitoringAdmin } from "./rooms/monitoring/admin.ts";
import { monitoringRoutes } from "./rooms/monitoring/routes.ts";
import { securityAdmin } from "./rooms/security/admin.ts";
import type { Services } from "./services.ts";
import { sitePages } from "./site/pages.tsx";
import { findNothing, showProblem } from "./site/problem-pages.tsx";

/** The floor plan: every door of every room. */
export function routesOf(services: Services): Route[] {
  const { cache, consents, edgeCache, email, files, images, monitoring, reception, security, world } =
    services;
  const api = [
    ...filesRoutes(files),
    ...focusRoutes(files),
    ...uploadRoutes(files, () => world.now()),
    ...deliveryRoutes(files, edgeCache, world),
    ...imagesRoutes(images, edgeCache, world),
    ...emailRoutes(email),
    ...batchRoutes(services.batches, world.defer),
    ...consentRoutes(consents.service),
    ...consentAdmin(consents.staff),
    ...audienceRoutes(services.audiences),
    ...emailWebhooks(reception),
    ...statsRoutes(services.emailStatistics),
    ...suppressionRoutes(services.suppressions),
    ...templateRoutes(services.previews, email),
    ...cacheAdmin(cache),
    ...monitoringRoutes(monitoring),
    ...monitoringAdmin(monitoring),
    ...securityAdmin(security, services.reseal),
  ];
  return [
    ...api,
    ...filesPages(services.house),
    ...consentPages(consents.service, services.house.ORGANISATION_NAME),
    ...sitePages(services, () => openApiDocument(api, info)),
  ];
}

const info = {
  title: "tov-edge",
  version: "0.1.0",
  description: "Every outside service that a non-profit's homepage needs, as one Cloudflare Worker.",
};

/** The house: one app an isolate. */
export function createApp(services: Services): Hono {
  const { house, world, security } = services;
  const desk: Desk = {
    world,
    authenticator: (token) => security.authenticate(token),
    limiter: services.limiter,
    idempotency: services.idempotency,
    publicOrigin: house.PUBLIC_ORIGIN ?? null,
    sources: {
      connect: services.opened.storage.fault ? [] : services.opened.storage.port.browserOrigins,
      image: [],
    },
    requestId: () => currentEvent()?.id ?? world.newId(),
    problemPage: showProblem,
    served: logRequest(world.log, world.now, () => currentEvent()?.queries),
  };
  const app = new Hono();
  const origin = house.ALLOWED_ORIGINS;
  if (origin.length > 0) app.use("/api/*", cors({ origin, ...corsRules }));
  mount(app, desk, routesOf(services));
  app.notFound((c) => serve(desk, findNothing(c.req.header("accept")), c.req.raw, {}));
  return app;
}

const corsRules = {
  allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key"],
  exposeHeaders: ["ETag", "Retry-After", "X-Request-Id", "Idempotency-Replayed"],
  maxAge: 86_400,
};
