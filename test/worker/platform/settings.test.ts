import { describe, expect, test } from "vitest";
import { readHouseSettings, readSettings } from "../../../src/platform/settings.ts";

describe("the environment", () => {
  test("of a homepage carries over under its own names", () => {
    const env = {
      AWS_REGION: "ap-northeast-2",
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_S3_BUCKET: "tov-homepage",
      EMAIL_FROM: "noreply@tov.or.kr",
      EMAIL_SERVICE: "gmail",
      FIREBASE_PROJECT_ID: "tov-project",
      FIREBASE_CLIENT_EMAIL: "push@tov-project.iam.gserviceaccount.com",
    };
    expect(readSettings(env)).toEqual(env);
  });

  test("of a front end carries over without its prefix", () => {
    const env = {
      NEXT_PUBLIC_GA_ID: "G-1",
      NEXT_PUBLIC_GTM_ID: "GTM-1",
      NEXT_PUBLIC_KAKAO_MAP_API_KEY: "map",
      NEXT_PUBLIC_COMPANY_ADDRESS: "서울 종로구 삼일대로 428",
    };
    expect(readSettings(env)).toEqual({
      GA_ID: "G-1",
      GTM_ID: "GTM-1",
      KAKAO_MAP_API_KEY: "map",
      COMPANY_ADDRESS: "서울 종로구 삼일대로 428",
    });
  });

  test.each([
    [{ GA_ID: "own", NEXT_PUBLIC_GA_ID: "public" }],
    [{ NEXT_PUBLIC_GA_ID: "public", GA_ID: "own" }],
    [{ NEXT_PUBLIC_GA_ID: "own", GA_ID: "" }],
    [{ NEXT_PUBLIC_GA_ID: "", GA_ID: "own" }],
  ])("%j gives one's own name before the front end's", (env) => {
    expect(readSettings(env)).toEqual({ GA_ID: "own" });
  });

  test("takes an empty value for a missing one", () => {
    expect(readSettings({ EMAIL_PASS: "", EMAIL_USER: "a" })).toEqual({ EMAIL_USER: "a" });
  });

  test("gives a private key its line breaks, and nothing else", () => {
    const key = "-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n";
    expect(readSettings({ FIREBASE_PRIVATE_KEY: key, EMAIL_PASS: "a\\nb" })).toEqual({
      FIREBASE_PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n",
      EMAIL_PASS: "a\\nb",
    });
  });

  test("hands bindings on as they are", () => {
    const binding = { get() {} };
    expect(readSettings({ FILES_BUCKET: binding }).FILES_BUCKET).toBe(binding);
  });
});

describe("the house's settings", () => {
  test("are the strict ones where none are given", () => {
    const strict = { ENVIRONMENT: "production", ALLOWED_ORIGINS: [], ORGANISATION_NAME: "TOV" };
    expect(readHouseSettings({})).toEqual(strict);
  });

  test("take origins as people write them", () => {
    const settings = {
      PUBLIC_ORIGIN: "https://www.tov.or.kr/",
      ALLOWED_ORIGINS: " https://a.kr , ,https://b.kr",
    };
    expect(readHouseSettings(settings)).toMatchObject({
      PUBLIC_ORIGIN: "https://www.tov.or.kr",
      ALLOWED_ORIGINS: ["https://a.kr", "https://b.kr"],
    });
  });

  test.each([
    ["development", undefined, "http://localhost:8788"],
    ["preview", undefined, "http://localhost:8788"],
    ["development", "http://localhost:9000/", "http://localhost:9000"],
    ["production", undefined, undefined],
  ])("put the sandbox of %s, given %s, at %s", (ENVIRONMENT, SANDBOX_ORIGIN, origin) => {
    expect(readHouseSettings({ ENVIRONMENT, SANDBOX_ORIGIN }).SANDBOX_ORIGIN).toBe(origin);
  });

  test.each([
    ["SANDBOX_ORIGIN", "localhost:8788"],
    ["ENVIRONMENT", "staging"],
    ["PUBLIC_ORIGIN", "www.tov.or.kr"],
    ["PUBLIC_ORIGIN", "javascript:alert(1)"],
  ])("are refused with %s=%s, naming the setting and not its value", (name, value) => {
    const read = () => readHouseSettings({ [name]: value });
    expect(read).toThrow(name);
    expect(read).not.toThrow(value);
  });
});
