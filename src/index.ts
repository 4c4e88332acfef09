import { createApp } from "./app.ts";
import { runCron } from "./jobs.ts";
import type { Env } from "./platform/env.ts";
import { runEvent } from "./platform/event.ts";
import { createWorld, newId } from "./platform/world.ts";
import { openServices } from "./services.ts";

type House = ReturnType<typeof open>;

// Opened by the isolate's first event, because bindings and clocks are not there before.
let house: House | undefined;

function open(env: Env) {
  const world = createWorld();
  const services = openServices(env, world);
  return { services, app: createApp(services) };
}

export default {
  fetch(request, env, context) {
    house ??= open(env);
    const { app } = house;
    return runEvent(
      newId(),
      (closing) => context.waitUntil(closing),
      async () => app.fetch(request, env, context),
    );
  },

  scheduled(controller, env, context) {
    house ??= open(env);
    const { services } = house;
    return runEvent(
      newId(),
      (closing) => context.waitUntil(closing),
      () => runCron(controller.cron, services),
    );
  },
} satisfies ExportedHandler<Env>;
