import { describe, expect, test } from "vitest";
import { refuseType } from "../../../src/rooms/files/announcement.ts";
import { collections } from "../../../src/rooms/files/collections.ts";

describe("what is refused for its type", () => {
  test("is called what people call it", () => {
    const { detail } = refuseType(collections.banners, "image/avif");
    expect(detail?.ko).toMatch(/^배너에는 AVIF 파일을 올릴 수 없습니다/);
    expect(detail?.en).toMatch(/^Banners: AVIF is not taken/);
  });

  test("is not called a stream of octets when its bytes say nothing", () => {
    const { detail } = refuseType(collections.banners, "application/octet-stream");
    expect(detail?.ko).toMatch(/^배너에는 이런 형식의 파일을 올릴 수 없습니다/);
    expect(detail?.en).toMatch(/^Banners: this type is not taken/);
  });
});
