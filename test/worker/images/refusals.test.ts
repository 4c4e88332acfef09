import { describe, expect, it, vi } from "vitest";
import { Problem } from "../../../src/kit/problem.ts";
import type { PictureType } from "../../../src/rooms/images/driver.ts";
import { type Preset, presets } from "../../../src/rooms/images/presets.ts";
import { makePicture, type PictureRecipe } from "../../fixtures/recipes.ts";
import { type DriverName, open, outcome, render, traits, withScans } from "./contract.ts";

vi.setConfig({ testTimeout: 30_000 });

/** Those that decode here; what another has said no to, `cloudflare.test.ts` knows. */
const names = (Object.keys(open) as DriverName[]).filter((name) => name !== "cloudflare");
const picture: PictureRecipe = { width: 451, height: 301, pattern: "smooth", type: "jpeg" };
const make = (recipe: Partial<PictureRecipe> = {}) => makePicture({ ...picture, ...recipe });

describe.each(names)("%s refuses", (name) => {
  const driver = open[name]();
  const can = traits[name];

  const refused = async (file: Uint8Array<ArrayBuffer>, rendition: Preset = presets.thumb) =>
    outcome(render(driver, file, rendition));

  it("with a detail that names its own limit, in both languages", async () => {
    const { mostMegapixels } = can;
    const large = await detail(withSides(await make({ width: 64, height: 64 }), 11_000));
    const korean = { 4: "400만", 100: "1억" }[mostMegapixels];
    expect(large).toEqual({
      ko: `${korean} 화소보다 큰 그림은 변환하지 않습니다.`,
      en: `Pictures of more than ${mostMegapixels} megapixels are not converted.`,
    });
    const over = withScans(await make({ options: { progressive: true } }), 101);
    expect((await detail(over))?.ko).toContain(`스캔이 ${name === "photon" ? 10 : 100}개보다 많은`);
  });

  it("with a detail that says what is wrong with a file, and of rules that nobody knows that it is damaged", async () => {
    expect((await detail(await make(), "image/png"))?.ko).toContain("알려진 형식과 다릅니다");
    const png = await make({ type: "png" });
    expect((await detail(withByte(png, png.length >> 1, png[png.length >> 1]! ^ 255)))?.ko).toContain(
      "손상되어",
    );
  });

  async function detail(file: Uint8Array<ArrayBuffer>, type?: PictureType) {
    const error = await render(driver, file, presets.thumb, type).catch((cause: unknown) => cause);
    return error instanceof Problem ? error.detail : undefined;
  }

  it("what it has no decoder for as unsupported", async () => {
    expect(await refused(await make({ cmyk: true }))).toBe(can.cmyk);
    const small = { width: 40, height: 30 };
    expect(await refused(await make({ type: "webp", frames: 2, ...small }))).toBe(can.animated);
  });

  it("more pixels than it has memory or time for as too large", async () => {
    const side = Math.ceil(Math.sqrt(can.mostMegapixels * 1.1e6));
    const frame = withSides(await make({ width: 64, height: 64 }), side);
    expect(await refused(frame)).toBe("images-too-large");
  });

  it("arithmetic, lossless and 12-bit JPEG as unsupported", async () => {
    const jpeg = await make();
    const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
    for (const marker of [0xc3, 0xc5, 0xc9])
      expect(await refused(withByte(jpeg, frame + 1, marker))).toBe("images-unsupported");
    expect(await refused(withByte(jpeg, frame + 4, 12))).toBe("images-unsupported");
  });

  it("what is no picture, or another one than announced, as unreadable", async () => {
    const jpeg = await make();
    const garbage = new Uint8Array(100).fill(0xff);
    expect(await refused(garbage)).toBe("images-unreadable");
    expect(await refused(new Uint8Array(0))).toBe("images-unreadable");
    expect(await outcome(render(driver, jpeg, presets.thumb, "image/png"))).toBe("images-unreadable");
  });

  it("a body of another length than announced as unreadable", async () => {
    const file = await make();
    const announced = (size: number, body: Uint8Array<ArrayBuffer>) =>
      driver.render(
        { type: "image/jpeg", size, body: new Blob([body]).stream() },
        { ...presets.thumb, type: "image/webp" },
      );
    expect(await outcome(announced(file.length - 1, file))).toBe("images-unreadable");
    expect(await outcome(announced(file.length, file.slice(0, -2000)))).toBe("images-unreadable");
  });

  it.runIf(can.holdsFile)("files of more than 32 MiB as too large, without reading them", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled = true;
      },
    });
    const source = { type: "image/jpeg", size: (32 << 20) + 1, body } as const;
    const rendering = driver.render(source, { ...presets.thumb, type: "image/webp" });
    expect(await outcome(rendering)).toBe("images-too-large");
    expect(cancelled).toBe(true);
  });

  it("a JPEG that claims far more pixels than its bytes can hold, before decoding", async () => {
    const jpeg = await make({ width: 64, height: 64 });
    expect(await refused(withSides(jpeg, 0x740))).toBe("images-unreadable");
  });

  it("and makes the next picture all the same", async () => {
    const png = await make({ type: "png" });
    for (let i = 0; i < 3; i++) {
      expect(await refused(png.slice(0, 5000))).toBe("images-unreadable");
      expect(await refused(png)).toBe("none");
    }
  });
});

describe("photon, which decodes all of a picture and slowly, refuses", () => {
  it("more than 4 megapixels", async () => {
    for (const type of ["jpeg", "png", "webp"] as const) {
      const just = await make({ width: 2000, height: 2000, pattern: "plain", type });
      expect(await outcome(render(open.photon(), just, presets.thumb))).toBe("none");
      const over = await make({ width: 2001, height: 2000, pattern: "plain", type });
      expect(await outcome(render(open.photon(), over, presets.thumb))).toBe("images-too-large");
    }
  });

  it("more than 10 scans", async () => {
    const progressive = await make({ options: { progressive: true } });
    expect(await outcome(render(open.photon(), progressive, presets.thumb))).toBe("none");
    const over = withScans(progressive, 12);
    expect(await outcome(render(open.photon(), over, presets.thumb))).toBe("images-too-large");
  });
});

function withByte(file: Uint8Array<ArrayBuffer>, at: number, value: number): Uint8Array<ArrayBuffer> {
  const changed = file.slice();
  changed[at] = value;
  return changed;
}

/** Writes both sides in a JPEG's frame over. */
function withSides(jpeg: Uint8Array<ArrayBuffer>, side: number): Uint8Array<ArrayBuffer> {
  const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
  const changed = jpeg.slice();
  changed.set([side >> 8, side & 255, side >> 8, side & 255], frame + 5);
  return changed;
}
