import { describe, expect, test } from "vitest";
import { newUser, openAccount, problem, sendTo } from "../../../setup/smtp/account.ts";
import { inboxOf } from "../../../setup/smtp/inbox.ts";
import { answerTokens, type TokenEndpoint } from "../../../setup/smtp/microsoft.ts";

function openOutlook(...answers: TokenEndpoint["answers"]) {
  const user = newUser("outlook.com");
  const settings = {
    ...{ SMTP_PRESET: "outlook", SMTP_HOST: "smtp-mail.outlook.com", SMTP_USER: user },
    ...{
      SMTP_OAUTH_CLIENT_ID: "app",
      SMTP_OAUTH_CLIENT_SECRET: "app secret",
      SMTP_OAUTH_REFRESH_TOKEN: "refresh",
    },
    ...{ SMTP_OAUTH_TENANT: "consumers", EMAIL_FROM: `토브 <${user}>` },
  };
  const account = openAccount(settings, "starttls", "smtp-mail.outlook.com:587");
  const endpoint = answerTokens(account.world, ...answers);
  return { ...account, ...endpoint, arrived: async () => (await inboxOf(user)).mails };
}

test("Outlook lets in by an access token, for which the refresh token was exchanged", async () => {
  const { driver, asked, arrived } = openOutlook({ token: "right" });
  expect(await sendTo(driver, "hana@example.org")).toMatchObject([{ outcome: "taken" }]);
  expect(asked).toEqual([
    {
      url: "https://login.microsoftonline.com/consumers/oauth2/v2.0/token",
      form: {
        grant_type: "refresh_token",
        client_id: "app",
        client_secret: "app secret",
        refresh_token: "refresh",
        scope: "https://outlook.office.com/SMTP.Send offline_access",
      },
    },
  ]);
  expect(await arrived()).toMatchObject([
    { secure: true, serverName: "smtp-mail.outlook.com", subject: "후원 감사합니다", text: "고맙습니다." },
  ]);
});

describe("a token", () => {
  test("is used until it expires, and then there is a new one", async () => {
    const { driver, world, asked } = openOutlook({ token: "right one" }, { token: "right two" });
    await sendTo(driver, "hana@example.org");
    world.advance(58 * 60_000);
    await sendTo(driver, "hana@example.org");
    expect(asked).toHaveLength(1);
    world.advance(60_000);
    await sendTo(driver, "hana@example.org");
    expect(asked).toHaveLength(2);
  });

  test("that the server does not take any more is replaced once, on the same connection", async () => {
    const { driver, asked, arrived } = openOutlook({ token: "stale" }, { token: "right" });
    expect(await sendTo(driver, "hana@example.org")).toMatchObject([{ outcome: "taken" }]);
    expect(asked).toHaveLength(2);
    expect(await arrived()).toHaveLength(1);
    await sendTo(driver, "hana@example.org");
    expect(asked).toHaveLength(2);
  });

  test("whose replacement is not taken either is a matter of settings", async () => {
    const { driver, asked, arrived } = openOutlook({ token: "stale" });
    await expect(sendTo(driver, "hana@example.org")).rejects.toEqual(
      problem("vendor-misconfigured", { reason: expect.stringContaining("SMTP_OAUTH_REFRESH_TOKEN") }),
    );
    expect(asked).toHaveLength(2);
    expect(await arrived()).toEqual([]);
  });

  test("is not replaced when the server says to come back later", async () => {
    const { driver, asked } = openOutlook({ token: "busy" });
    await expect(sendTo(driver, "hana@example.org")).rejects.toEqual(
      problem("vendor-unavailable", { status: 454 }),
    );
    expect(asked).toHaveLength(1);
  });
});

describe("Microsoft gives no token", () => {
  test.each([
    ["invalid_grant", 400, "SMTP_OAUTH_REFRESH_TOKEN"],
    ["invalid_client", 401, "SMTP_OAUTH_CLIENT_SECRET"],
    ["unauthorized_client", 400, "SMTP_OAUTH_CLIENT_ID"],
    ["invalid_request", 400, "SMTP_OAUTH_TENANT"],
  ])("because of %s: the cause names the setting, and no token", async (error, status, setting) => {
    const { driver, world, user } = openOutlook({ error, status });
    const thrown = await sendTo(driver, "hana@example.org").catch((problem: unknown) => problem);
    expect(thrown).toEqual(
      problem("vendor-misconfigured", {
        ...{ vendor: "microsoft", status, code: error },
        reason: expect.stringMatching(`^${setting}:`),
      }),
    );
    expect(JSON.stringify([world.logged, (thrown as Error).cause])).not.toMatch(/refresh"|AADSTS/);
    expect((await inboxOf(user)).connections).toBe(0);
  });

  test("because it is down: everybody waits", async () => {
    const { driver } = openOutlook({ error: "temporarily_unavailable", status: 503 });
    await expect(sendTo(driver, "hana@example.org")).rejects.toEqual(
      problem("vendor-unavailable", { vendor: "microsoft" }),
    );
  });
});
