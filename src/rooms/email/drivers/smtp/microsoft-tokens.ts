import * as z from "zod";
import { type VendorFailure, vendorFailure } from "../../../../kit/vendor-failure.ts";
import { vendorJson } from "../../../../kit/vendor-fetch.ts";
import { vendorMisconfigured, vendorRefused } from "../../../../kit/vendor-problem.ts";
import type { World } from "../../../../kit/world.ts";

/** Access tokens for handing in mail. */
export interface AccessTokens {
  /** One that should be good. @throws vendor problems */
  get(): Promise<string>;
  /** A new one, because the last was not taken. */
  renew(): Promise<string>;
}

export interface MicrosoftApp {
  readonly clientId: string;
  /** Undefined for an app that Microsoft calls a public client. */
  readonly clientSecret: string | undefined;
  readonly refreshToken: string;
  /** A directory's id or domain, `consumers` for Outlook.com alone, or `common`. */
  readonly tenant: string;
}

/** Milliseconds before its end from which a token is used no more. */
const MARGIN = 60_000;

const answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

/**
 * Exchanges a refresh token for access tokens (RFC 6749, section 6) and keeps each in memory until it expires. The refresh
 * tokens that come back are not needed: Microsoft goes on taking the first one until its own 90 days are over.
 */
export function createMicrosoftTokens(app: MicrosoftApp, world: World): AccessTokens {
  let kept: { token: string; until: number } | null = null;

  async function renew(): Promise<string> {
    const asked = world.now();
    const { access_token, expires_in } = await exchange(app, world);
    kept = { token: access_token, until: asked + expires_in * 1000 - MARGIN };
    return access_token;
  }

  return { renew, get: async () => (kept && world.now() < kept.until ? kept.token : renew()) };
}

async function exchange(
  { clientId, clientSecret, refreshToken, tenant }: MicrosoftApp,
  world: World,
): Promise<z.output<typeof answer>> {
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: clientId,
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
    refresh_token: refreshToken,
    scope: "https://outlook.office.com/SMTP.Send offline_access",
  });
  const url = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`;
  const call = { vendor: "microsoft", method: "POST", body, repeatable: true, errorCode };
  try {
    return await vendorJson(world, url, call, answer);
  } catch (error) {
    if (!vendorRefused.matches(error) && !vendorMisconfigured.matches(error)) throw error;
    const cause = error.cause as VendorFailure;
    const reason = `${settingOf(cause.code)}: Microsoft gives no token for it`;
    throw vendorFailure(vendorMisconfigured, { ...cause, reason });
  }
}

/** The error's name (RFC 6749, section 5.2); its description may hold more than the log should. */
function errorCode(body: string): string {
  return z.object({ error: z.string() }).parse(JSON.parse(body)).error;
}

function settingOf(code: string | undefined): string {
  if (code === "invalid_grant") return "SMTP_OAUTH_REFRESH_TOKEN";
  if (code === "invalid_client") return "SMTP_OAUTH_CLIENT_SECRET";
  if (code === "unauthorized_client") return "SMTP_OAUTH_CLIENT_ID";
  return code === "invalid_request" ? "SMTP_OAUTH_TENANT" : "SMTP_OAUTH_*";
}
