import { routesOf } from "../../../src/app.ts";
import type { Route } from "../../../src/http/route.ts";
import { type House, openHouse } from "../../setup/open-house.ts";

/** A house that answers as often as a test asks: the rate limits of an isolate are shared by all that runs in it. */
export async function openUnlimitedHouse(
  settings: Record<string, unknown> = {},
): Promise<House & { routes: readonly Route[] }> {
  const house = await openHouse({ RATE_LIMIT_READS: undefined, RATE_LIMIT_WRITES: undefined, ...settings });
  return { ...house, routes: routesOf(house.services) };
}
