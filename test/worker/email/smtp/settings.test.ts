import { describe, expect, test } from "vitest";
import { ports } from "../../../../src/drivers.ts";
import { openPort } from "../../../../src/platform/fuse-box.ts";
import { createTestWorld } from "../../../setup/test-world.ts";

const gmail = {
  EMAIL_DRIVERS: "smtp",
  SMTP_PRESET: "gmail",
  SMTP_USER: "office@gmail.com",
  SMTP_PASSWORD: "abcd efgh ijkl mnop",
  EMAIL_FROM: "TOV <Office@gmail.com>",
};
const custom = {
  ...gmail,
  SMTP_PRESET: "custom",
  SMTP_HOST: "smtp.example.org",
  EMAIL_FROM: "a@example.org",
};
const outlook = {
  EMAIL_DRIVERS: "smtp",
  SMTP_PRESET: "outlook",
  SMTP_USER: "office@outlook.com",
  SMTP_OAUTH_CLIENT_ID: "4765445b-32c6-49b0-83e6-1d93765276ca",
  SMTP_OAUTH_REFRESH_TOKEN: "M.C5_token",
  EMAIL_FROM: "office@outlook.com",
};
const open = (settings: Record<string, string | undefined>) =>
  openPort(ports.email, settings, createTestWorld());

describe("these settings open it:", () => {
  test.each([
    ["gmail", gmail],
    ["gmail by STARTTLS", { ...gmail, SMTP_PORT: "587" }],
    [
      "naver, by its whole address",
      { ...gmail, SMTP_PRESET: "naver", SMTP_USER: "tov@naver.com", EMAIL_FROM: "tov@naver.com" },
    ],
    [
      "naver, by its name",
      { ...gmail, SMTP_PRESET: "naver", SMTP_USER: "tov", EMAIL_FROM: "토브 <tov@naver.com>" },
    ],
    [
      "gmail behind a SendGrid of another From",
      { ...gmail, EMAIL_FROM: "hello@tov.or.kr", SMTP_FROM: gmail.EMAIL_FROM },
    ],
    ["outlook", outlook],
    ["Microsoft 365", { ...outlook, SMTP_HOST: "smtp.office365.com", SMTP_OAUTH_TENANT: "tov.or.kr" }],
    ["another, which may write From as it likes", custom],
    ["another by another port", { ...custom, SMTP_PORT: "2525", SMTP_TLS: "starttls" }],
  ])("%s", (_, settings) => {
    expect(open(settings).fault).toBeNull();
  });
});

describe("these do not, and the reason names the setting and no value:", () => {
  test.each([
    ["port 25, which Cloudflare forbids", { ...custom, SMTP_PORT: "25" }, /^SMTP_PORT: .*465.*587/],
    ["mail that is not encrypted", { ...custom, SMTP_TLS: "none" }, /^SMTP_TLS: .*unencrypted/],
    ["no host for custom", { ...custom, SMTP_HOST: undefined }, /^SMTP_HOST: /],
    ["a host with a port in it", { ...custom, SMTP_HOST: "smtp.example.org:465" }, /^SMTP_HOST: /],
    ["a host with a line break", { ...custom, SMTP_HOST: "smtp.example.org\r\nx" }, /^SMTP_HOST: /],
    ["no account", { ...gmail, SMTP_USER: undefined }, /^SMTP_USER: /],
    ["no password", { ...gmail, SMTP_PASSWORD: undefined }, /^SMTP_PASSWORD: /],
    ["no limit worth the name", { ...gmail, SMTP_DAILY_LIMIT: "0" }, /^SMTP_DAILY_LIMIT: /],
    ["a preset nobody knows", { ...gmail, SMTP_PRESET: "hanmail" }, /^SMTP_PRESET: /],
    ["a From that Gmail would replace", { ...gmail, EMAIL_FROM: "TOV <hello@tov.or.kr>" }, /^EMAIL_FROM: /],
    [
      "a From that Naver would replace",
      { ...gmail, SMTP_PRESET: "naver", SMTP_USER: "tov", EMAIL_FROM: "tov@gmail.com" },
      /^EMAIL_FROM: /,
    ],
    ["a From that Outlook would replace", { ...outlook, EMAIL_FROM: "hello@outlook.com" }, /^EMAIL_FROM: /],
    [
      "a From of its own that Gmail would replace",
      { ...gmail, SMTP_FROM: "hello@tov.or.kr" },
      /^SMTP_FROM: /,
    ],
    [
      "a password for Outlook alone",
      { ...outlook, SMTP_OAUTH_REFRESH_TOKEN: undefined, SMTP_PASSWORD: "secret" },
      /^SMTP_OAUTH_REFRESH_TOKEN: /,
    ],
    ["no app for Outlook", { ...outlook, SMTP_OAUTH_CLIENT_ID: undefined }, /^SMTP_OAUTH_CLIENT_ID: /],
    ["a tenant that is a path", { ...outlook, SMTP_OAUTH_TENANT: "common/../x" }, /^SMTP_OAUTH_TENANT: /],
  ])("%s", (_, settings, reason) => {
    const { fault } = open(settings);
    expect(fault?.status).toBe("misconfigured");
    expect(fault?.reason).toMatch(reason);
    for (const value of ["office", "hello", "abcd", "secret", "M.C5"])
      expect(fault?.reason).not.toContain(value);
  });
});
