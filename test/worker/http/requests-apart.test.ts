import { expect, it } from "vitest";
import * as z from "zod";
import { json, reply, route } from "../../../src/http/route.ts";
import { currentEvent, runEvent } from "../../../src/platform/event.ts";
import { openCounter, plain } from "./counter.ts";

const seen = z.object({
  event: z.string(),
  caller: z.string().nullable(),
  language: z.string(),
  who: z.string(),
});

it("two requests that one isolate serves at once see nothing of each other", async () => {
  const arrived: string[] = [];
  const everybody = Promise.withResolvers<void>();
  const looking = route(
    {
      ...{ ...plain, method: "get", path: "/look", limit: "none" },
      query: z.object({ who: z.string() }),
      answers: { 200: json(seen, "What this request is.") },
    },
    async ({ query, call }) => {
      arrived.push(query.who);
      if (arrived.length === 10) everybody.resolve();
      await everybody.promise;
      const event = currentEvent()?.id ?? "";
      return reply(200, { event, caller: call.caller.id, language: call.language, who: query.who });
    },
  );
  const counter = await openCounter([looking], () => ({ requestId: () => currentEvent()?.id ?? "" }));

  const asks = Array.from({ length: 10 }, async (_, i) => {
    const [caller, language] = [i % 2 ? "reader" : "writer", i % 3 ? "ko" : "en"];
    const headers = { Authorization: `Bearer ${caller}`, "Accept-Language": language };
    const response = await runEvent(
      `event-${i}`,
      () => {},
      () => counter.fetch(`/look?who=${i}`, { headers }),
    );
    expect(response.headers.get("X-Request-Id")).toBe(`event-${i}`);
    expect(await response.json()).toEqual({ event: `event-${i}`, caller, language, who: String(i) });
  });
  await Promise.all(asks);
  expect(arrived).toHaveLength(10);
});
