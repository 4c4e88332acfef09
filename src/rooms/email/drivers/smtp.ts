import { defineDriver } from "../../../kit/driver.ts";
import type { World } from "../../../kit/world.ts";
import { byPassword, byToken } from "../../../protocols/smtp/sasl.ts";
import type { EmailDriver } from "../driver.ts";
import type { Login } from "./smtp/call.ts";
import { createMicrosoftTokens } from "./smtp/microsoft-tokens.ts";
import { presets } from "./smtp/presets.ts";
import { homeOf, type SmtpSettings, smtpSettings } from "./smtp/settings.ts";

/**
 * A mail account's own server: Gmail, Naver, Outlook or any other that takes mail over TLS (RFC 6409, RFC 8314). It takes one
 * message after the other, and cannot be asked what became of one.
 */
export const smtp = defineDriver<EmailDriver>()({
  settings: smtpSettings,
  open(settings, world) {
    const home = homeOf(settings);
    const login = loginOf(settings, world);
    return {
      name: "smtp",
      // A message takes such a server about a second.
      mostRecipients: 20,
      dailyLimit: settings.SMTP_DAILY_LIMIT ?? presets[settings.SMTP_PRESET].dailyLimit,
      async send(mailing) {
        const { sendMailing } = await import("./smtp/call.ts");
        return sendMailing(mailing, { home, login, world });
      },
      lookUp: async () => "unknown",
    };
  },
});

function loginOf(settings: SmtpSettings, world: World): Login {
  const { SMTP_USER: user, SMTP_PASSWORD: password = "" } = settings;
  if (presets[settings.SMTP_PRESET].login === "password")
    return { mechanism: byPassword(user, password), setting: "SMTP_PASSWORD" };
  const app = {
    clientId: settings.SMTP_OAUTH_CLIENT_ID ?? "",
    clientSecret: settings.SMTP_OAUTH_CLIENT_SECRET,
    refreshToken: settings.SMTP_OAUTH_REFRESH_TOKEN ?? "",
    tenant: settings.SMTP_OAUTH_TENANT,
  };
  const tokens = createMicrosoftTokens(app, world);
  return { mechanism: byToken(user, tokens), setting: "SMTP_OAUTH_REFRESH_TOKEN" };
}
