import { sandboxWorld } from "../../src/platform/sandbox-world.ts";
import type { EmailDriver } from "../../src/rooms/email/driver.ts";
import { sendgrid } from "../../src/rooms/email/drivers/sendgrid.ts";
import { createTestWorld, sandboxOrigin, type TestWorld } from "./test-world.ts";

/** SendGrid's driver alone, and the world in which it is. */
export interface OpenDriver {
  driver: EmailDriver;
  world: TestWorld;
  /** What it has asked, in its order. */
  requests: Request[];
}

const given = { SENDGRID_API_KEY: "sandbox_driver", EMAIL_FROM: "TOV <noreply@tov.example>" };

/** Opens it before the sandbox, or before somebody who answers as a test wants. */
export function openSendgrid(
  settings: Record<string, string> = {},
  answer?: (request: Request) => Response | Promise<Response>,
): OpenDriver {
  const world = createTestWorld();
  const requests: Request[] = [];
  const outside = answer ? world : sandboxWorld(world, sandboxOrigin);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    requests.push(request.clone());
    return answer ? answer(request) : outside.fetch(input, init);
  };
  const parsed = sendgrid.settings.parse({ ...given, ...settings });
  return { world, requests, driver: sendgrid.open(parsed, { ...outside, fetch }) };
}
