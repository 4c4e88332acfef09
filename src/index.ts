import { createApp } from "./app.ts";
import type { Env } from "./platform/env.ts";
import { runEvent } from "./platform/event.ts";
import { answerRings } from "./platform/outbox/answer-rings.ts";
import type { RingBody } from "./platform/outbox/doorbell.ts";
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

/** Settings that make no sense keep the house closed; which, the log says. */
function closed(cause: unknown): Response {
  createWorld().log.error("house.closed", { cause });
  const problem = {
    type: "about:blank",
    title: "설정이 잘못되어 열 수 없습니다. / The settings are not valid.",
    status: 500,
  };
  return Response.json(problem, { status: 500, headers: { "Content-Type": "application/problem+json" } });
}

export default {
  fetch(request, env, context) {
    try {
      house ??= open(env);
    } catch (cause) {
      return closed(cause);
    }
    const { app } = house;
    return inEvent(context, async () => app.fetch(request, env, context));
  },

  scheduled(controller, env, context) {
    house ??= open(env);
    const { cron } = house.services;
    return inEvent(context, () => cron.trigger(controller.cron, controller.scheduledTime));
  },

  queue(batch, env, context) {
    house ??= open(env);
    const { consumer } = house.services;
    return inEvent(context, () => answerRings(batch, consumer));
  },
} satisfies ExportedHandler<Env, RingBody>;

function inEvent<Result>(context: ExecutionContext, handler: () => Promise<Result>): Promise<Result> {
  return runEvent(newId(), (closing) => context.waitUntil(closing), handler);
}
