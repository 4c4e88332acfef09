import sharp, { type JpegOptions } from "sharp";
import { describe, expect, test } from "vitest";
import { layOut } from "../../../src/rooms/images/engine/geometry.ts";
import { placement } from "../../../src/rooms/images/engine/orientation.ts";
import { resample } from "../../../src/rooms/images/resample.ts";
import { decibels, inPieces, openEngine, renderFile } from "../../fixtures/engine.ts";

const engine = await openEngine();

const WIDTH = 800;
const HEIGHT = 601;

/** Waves in every colour, an edge, and the grain of a small sensor. */
function scene(): Uint8Array {
  let seed = 7;
  const grain = () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed / 0x7fffffff - 0.5;
  };
  return Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => {
    const [channel, x, y] = [i % 3, Math.floor(i / 3) % WIDTH, Math.floor(i / 3 / WIDTH)];
    const wave = 70 * Math.sin(x / (19 + 7 * channel)) * Math.cos(y / (31 - 6 * channel));
    return 120 + wave + (x > 300 && y > 200 ? 45 : 0) + 8 * grain();
  }) as unknown as Uint8Array;
}
const pixels = Buffer.from(scene());

const encode = (options: JpegOptions) =>
  sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 92, ...options })
    .toBuffer();

/** What full-size decoding and Lanczos in floating point make of a file. */
async function reference(file: Uint8Array, wish: Parameters<typeof layOut>[1]) {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const layout = layOut(info, wish);
  const place = placement(1, layout.horizontal.count, layout.vertical.count);
  return resample({ width: info.width, height: info.height, channels: 3, data }, layout, place).data;
}

const kinds: Record<string, JpegOptions> = {
  "sequential 4:2:0": {},
  "sequential 4:4:4": { chromaSubsampling: "4:4:4" },
  "progressive 4:2:0": { progressive: true },
  "progressive 4:4:4": { progressive: true, chromaSubsampling: "4:4:4" },
};
const wishes = [
  { width: 90, height: 60, fit: "cover" },
  { width: 130, fit: "inside" },
  { width: 250, fit: "inside" },
  { width: 500, height: 180, fit: "cover" },
  { width: 799, fit: "inside" },
  { width: 2000, fit: "inside" },
] as const;

describe("a JPEG", () => {
  test.each(
    Object.entries(kinds).flatMap(([kind, options]) =>
      wishes.map((wish) => ({ kind, options, wish, size: `${wish.width}` })),
    ),
  )("($kind) at $size pixels is what Lanczos makes of all its pixels", async ({ options, wish }) => {
    const file = await encode(options);
    const rendered = await renderFile(engine, "image/jpeg", file, wish);
    const wanted = await reference(file, wish);
    expect(decibels(rendered.data, wanted)).toBeGreaterThan(42);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("with orientation %i stands upright", async (orientation) => {
    const file = await sharp(await encode({}))
      .withMetadata({ orientation })
      .toBuffer();
    const wish = { width: 120, height: 160, fit: "cover" } as const;
    const rendered = await renderFile(engine, "image/jpeg", file, wish);
    const upright = await sharp(file).autoOrient().resize(wish).ensureAlpha().raw().toBuffer();
    expect(decibels(rendered.data, upright)).toBeGreaterThan(38);
  });

  test("comes out the same however it arrives", async () => {
    for (const progressive of [false, true]) {
      const file = await encode({ progressive });
      const wish = { width: 333, fit: "inside" } as const;
      const whole = (await renderFile(engine, "image/jpeg", file, wish)).data;
      for (const piece of [1, 7, 1000, file.length]) {
        const rendered = await engine.render({ type: "image/jpeg", body: inPieces(file, piece) }, wish);
        expect(Buffer.compare(rendered.data, whole)).toBe(0);
      }
    }
  });

  test("that breaks off is grey where nothing has come", async () => {
    const file = (await encode({})).subarray(0, 60_000);
    const { data, width, height } = await renderFile(engine, "image/jpeg", file, {
      width: 200,
      fit: "inside",
    });
    const last = data.subarray((width * height - 1) * 4);
    expect([...last]).toEqual([128, 128, 128, 255]);
    expect(decibels(data.subarray(0, width * 40), await firstRows(width, 10))).toBeGreaterThan(36);
  });

  test("that is progressive and breaks off is coarse", async () => {
    const whole = await encode({ progressive: true });
    const wish = { width: 200, fit: "inside" } as const;
    const rendered = await renderFile(engine, "image/jpeg", whole.subarray(0, whole.length / 2), wish);
    const { data } = await renderFile(engine, "image/jpeg", whole, wish);
    expect(decibels(rendered.data, data)).toBeGreaterThan(22);
  });

  test("for print is within 30 dB of what sharp makes of it", async () => {
    const file = await sharp(await encode({}))
      .toColourspace("cmyk")
      .jpeg({ quality: 95 })
      .toBuffer();
    const rendered = await renderFile(engine, "image/jpeg", file, { width: 400, fit: "inside" });
    const wanted = await sharp(file).resize(400).ensureAlpha().raw().toBuffer();
    expect(decibels(rendered.data, wanted)).toBeGreaterThan(30);
  });

  test("in the colours of a phone's display is converted to sRGB", async () => {
    const file = await sharp(await encode({}))
      .withIccProfile("p3")
      .toBuffer();
    const rendered = await renderFile(engine, "image/jpeg", file, { width: 400, fit: "inside" });
    const wanted = await sharp(file).resize(400).ensureAlpha().raw().toBuffer();
    expect(decibels(rendered.data, wanted)).toBeGreaterThan(36);
  });

  test("is cropped around its focus", async () => {
    const file = await encode({});
    const focus = { x: 0.9, y: 0.5 };
    const { data } = await renderFile(engine, "image/jpeg", file, {
      width: 60,
      height: 60,
      fit: "cover",
      focus,
    });
    const wanted = await sharp(file)
      .resize({ height: 60 })
      .extract({ left: 20, top: 0, width: 60, height: 60 });
    expect(decibels(data, await wanted.ensureAlpha().raw().toBuffer())).toBeGreaterThan(34);
  });
});

async function firstRows(width: number, rows: number) {
  const whole = await sharp(await encode({}))
    .resize(width)
    .ensureAlpha()
    .raw()
    .toBuffer();
  return whole.subarray(0, width * rows * 4);
}

describe("the engine refuses", () => {
  const refusal = (file: Uint8Array, type: "image/jpeg" | "image/png" = "image/jpeg") =>
    renderFile(engine, type, file, { width: 100, fit: "inside" }).catch(
      (error: { reason: string; rule: string }) => `${error.reason}: ${error.rule}`,
    );

  /** `bytes` in place of the first bytes after the marker. */
  async function patched(marker: number, at: number, ...bytes: number[]) {
    const file = Buffer.from(await encode({}));
    const start = file.indexOf(Buffer.from([0xff, marker]));
    file.set(bytes, start + at);
    return file;
  }

  test("what is no JPEG", async () => {
    expect(await refusal(new Uint8Array(0))).toBe("unreadable: no JPEG");
    expect(await refusal(new TextEncoder().encode("GIF89a"))).toBe("unreadable: no JPEG");
  });

  test("a file without a picture", async () => {
    expect(await refusal((await encode({})).subarray(0, 100))).toBe("unreadable: no picture in the file");
  });

  test.each([
    ["12 bits a sample", 0xc0, 4, [12], "unsupported: more than 8 bits a sample"],
    ["arithmetic coding", 0xc0, 1, [0xc9], "unsupported: lossless or arithmetic coding"],
    ["lossless coding", 0xc0, 1, [0xc3], "unsupported: lossless or arithmetic coding"],
    ["a height that follows", 0xc0, 5, [0, 0], "unsupported: a height that comes after the picture"],
    ["no width", 0xc0, 7, [0, 0], "unreadable: a frame header that cannot be"],
    ["two components", 0xc0, 9, [2], "unsupported: two components, or more than four"],
    ["a component twice", 0xc0, 13, [1], "unreadable: a frame header that cannot be"],
    ["sampling by five", 0xc0, 11, [0x51], "unreadable: a frame header that cannot be"],
    [
      "sixteen blocks of one component in an MCU",
      0xc0,
      11,
      [0x44],
      "unreadable: a scan header that cannot be",
    ],
    ["a scan of unknown components", 0xda, 5, [9], "unreadable: a scan header that cannot be"],
    ["a scan without its tables", 0xda, 6, [0x22], "unreadable: a scan whose tables are missing"],
    ["codes that overlap", 0xc4, 5, [255], "unreadable: a Huffman table that makes no code"],
    ["a segment without a length", 0xdb, 2, [0, 1], "unreadable: a segment whose length cannot be"],
    ["65,500 pixels squared", 0xc0, 5, [0xff, 0xdc, 0xff, 0xdc], "too-large: more than 100 megapixels"],
    [
      "pixels that no data is behind",
      0xc0,
      5,
      [0x27, 0x10, 0x27, 0x10],
      "unreadable: hardly anything of the picture is there",
    ],
  ] as const)("%s", async (_, marker, at, bytes, answer) => {
    const file = await patched(marker, at, ...bytes);
    const cut = answer.endsWith("there") ? file.subarray(0, 8000) : file;
    expect(await refusal(cut)).toBe(answer);
  });
});

describe("the engine", () => {
  test("renders at the same time without mixing pictures up", async () => {
    const file = await encode({});
    const wish = { width: 150, fit: "inside" } as const;
    const alone = (await renderFile(engine, "image/jpeg", file, wish)).data;
    const together = await Promise.all(
      Array.from({ length: 8 }, () => renderFile(engine, "image/jpeg", file, wish)),
    );
    for (const { data } of together) expect(Buffer.compare(data, alone)).toBe(0);
  });

  test("stays as small as its largest picture, a hundred pictures later", async () => {
    const file = await encode({ progressive: true });
    const wish = { width: 90, height: 60, fit: "cover" } as const;
    await renderFile(engine, "image/jpeg", file, wish);
    const before = engine.memoryBytes;
    for (let i = 0; i < 100; i++) await renderFile(engine, "image/jpeg", file, wish);
    expect(engine.memoryBytes).toBe(before);
  });

  test("lets go of a body that it does not need to the end", async () => {
    const file = await encode({});
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(file)),
      cancel: () => {
        cancelled = true;
      },
    });
    await engine.render({ type: "image/jpeg", body }, { width: 10, fit: "inside" });
    expect(cancelled).toBe(true);
  });
});
