import type { World } from "../../../src/kit/world.ts";
import type { TestWorld } from "../test-world.ts";

/** What Microsoft's token endpoint was asked, and what it answers next: a token, or an error. */
export interface TokenEndpoint {
  readonly asked: { url: string; form: Record<string, string> }[];
  /** Taken one after the other; the last one stays. */
  answers: ({ token: string; expiresIn?: number } | { error: string; status?: number })[];
}

/** Puts login.microsoftonline.com into a world, as "Refresh the access token" in Microsoft's documentation describes it. */
export function answerTokens(world: TestWorld, ...answers: TokenEndpoint["answers"]): TokenEndpoint {
  const endpoint: TokenEndpoint = { asked: [], answers };
  const fetchElsewhere: World["fetch"] = world.fetch;
  world.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).hostname !== "login.microsoftonline.com") return fetchElsewhere(request);
    const form = Object.fromEntries(await request.formData()) as Record<string, string>;
    endpoint.asked.push({ url: request.url, form });
    const answer = endpoint.answers.length > 1 ? endpoint.answers.shift()! : endpoint.answers[0]!;
    if ("error" in answer)
      return Response.json(
        { error: answer.error, error_description: `AADSTS70000: ${form.refresh_token}` },
        { status: answer.status ?? 400 },
      );
    return Response.json({
      ...{ token_type: "Bearer", scope: "https://outlook.office.com/SMTP.Send" },
      ...{ expires_in: answer.expiresIn ?? 3599, access_token: answer.token, refresh_token: "another" },
    });
  };
  return endpoint;
}
