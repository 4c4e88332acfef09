import sharp, { type WebpOptions } from "sharp";
import { describe, expect, test } from "vitest";
import { inPieces, openEngine, renderFile } from "../../fixtures/engine.ts";
import { openWebpEncoder } from "../../fixtures/webp-encoder.ts";

const engine = await openEngine();
const encodeWebp = await openWebpEncoder();

type Sample = (x: number, y: number, channel: number) => number;

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}
const grain = random(5);
const wave: Sample = (x, y, channel) => 128 + 90 * Math.sin(x / (9 + channel * 4)) * Math.cos(y / 13);
const opaque =
  (colours: Sample): Sample =>
  (x, y, channel) =>
    channel === 3 ? 255 : colours(x, y, channel);

/** Each makes an encoder choose other transforms and codes. */
const pictures: Record<string, Sample> = {
  "noise, with alpha": () => 255 * grain(),
  "a photograph": opaque((x, y, channel) => wave(x, y, channel) + 20 * grain()),
  "waves that fade": (x, y, channel) => (channel === 3 ? x : wave(x, y, channel)),
  "two colours": opaque((x, y) => (((x >> 3) + (y >> 2)) & 1 ? 200 : 30)),
  "four colours": opaque((x, y, channel) => (((x >> 3) + (y >> 2)) & 3) * 60 + channel),
  "twelve colours": opaque((x, y, channel) => (((x >> 3) ^ (y >> 2)) % 12) * 20 + channel * 3),
  "a hundred colours": opaque((x, y, channel) => (((x >> 1) * 7 + (y >> 1) * 3) % 100) * 2 + channel),
  "many colours in blocks": opaque(
    (x, y, channel) => ((x >> 4) * 50 + (y >> 4) * 31 + channel + ((x * y) & 3)) & 255,
  ),
  "one half-transparent colour": (_x, _y, channel) => [10, 200, 90, 128][channel]!,
};

function draw(sample: Sample, width: number, height: number) {
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
    sample((i >> 2) % width, Math.floor((i >> 2) / width), i & 3),
  );
  return { width, height, data: new Uint8Array(data.buffer) };
}

const sharpWebp = ({ width, height, data }: ReturnType<typeof draw>, options: WebpOptions) =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .webp({ lossless: true, ...options })
    .toBuffer();

/** The largest difference from what libwebp decodes, as it shows: colour times alpha. */
async function differenceFromLibwebp(file: Uint8Array): Promise<number> {
  const rendered = await renderFile(engine, "image/webp", file, { width: 16_000, fit: "inside" });
  const wanted = await sharp(file).ensureAlpha().raw().toBuffer();
  expect(rendered.data.length).toBe(wanted.length);
  const shown = (rgba: Uint8Array, i: number) => (i % 4 === 3 ? rgba[i]! : (rgba[i]! * rgba[i | 3]!) / 255);
  return wanted.reduce(
    (largest, _, i) => Math.max(largest, Math.abs(shown(rendered.data, i) - shown(wanted, i))),
    0,
  );
}

describe("a lossless WebP is decoded as by libwebp", () => {
  const efforts: WebpOptions[] = [
    { effort: 0 },
    { effort: 4 },
    { effort: 6 },
    { nearLossless: true, quality: 50 },
  ];

  test.each(Object.entries(pictures))("when it shows %s", async (_, sample) => {
    for (const [width, height] of [
      [1, 1],
      [2, 3],
      [17, 5],
      [64, 64],
      [131, 97],
    ] as const)
      for (const options of efforts) {
        const file = await sharpWebp(draw(sample, width, height), options);
        const difference = await differenceFromLibwebp(file);
        expect(difference, `${width} x ${height}, ${JSON.stringify(options)}`).toBeLessThanOrEqual(1);
      }
  });

  test("when opaque, to the bit", async () => {
    const file = await sharpWebp(draw(pictures["a photograph"]!, 200, 150), {});
    expect(await differenceFromLibwebp(file)).toBe(0);
  });

  test("when it repeats what was nearly a million pixels ago", { timeout: 30_000 }, async () => {
    const [width, height, strip] = [1024, 1000, 16];
    const noise = draw(opaque(pictures["noise, with alpha"]!), width, strip).data;
    const picture = draw(
      opaque(() => 90),
      width,
      height,
    );
    for (const y of [0, height - strip, 600]) picture.data.set(noise, y * width * 4);
    const file = await sharpWebp(picture, { effort: 4, quality: 100 });
    expect(file.length).toBeLessThan(1.5 * strip * width * 3);
    expect(await differenceFromLibwebp(file)).toBe(0);
  });

  test("however it arrives", async () => {
    const file = await sharpWebp(draw(pictures["a photograph"]!, 300, 200), {});
    const wish = { width: 120, fit: "inside" } as const;
    const whole = (await renderFile(engine, "image/webp", file, wish)).data;
    for (const piece of [1, 1000, file.length]) {
      const rendered = await engine.render({ type: "image/webp", body: inPieces(file, piece) }, wish);
      expect(Buffer.compare(rendered.data, whole)).toBe(0);
    }
  });

  test("and says whether anything shows through", async () => {
    const opacity = async (name: string) => {
      const file = await sharpWebp(draw(pictures[name]!, 40, 30), {});
      return (await renderFile(engine, "image/webp", file, { width: 20, fit: "inside" })).opaque;
    };
    expect(await opacity("a photograph")).toBe(true);
    expect(await opacity("waves that fade")).toBe(false);
  });
});

describe("a lossy WebP with alpha", () => {
  const fades: Record<string, Sample> = {
    "a ramp": (x) => x * 2,
    "a disc": (x, y) => (Math.hypot(x - 60, y - 45) < 40 ? 255 : 0),
    chequers: (x, y) => (((x >> 3) + (y >> 3)) & 1 ? 255 : 90),
    noise: () => 255 * grain(),
  };
  const ways = [0, 1].flatMap((alpha_compression) =>
    [0, 1, 2].flatMap((alpha_filtering) =>
      [100, 40].map((alpha_quality) => ({ alpha_compression, alpha_filtering, alpha_quality })),
    ),
  );
  const sizes = [
    [1, 1],
    [3, 2],
    [17, 33],
    [131, 97],
  ] as const;
  const faded = (fade: Sample, width: number, height: number) =>
    draw((x, y, channel) => (channel === 3 ? fade(x, y, 3) : wave(x, y, channel)), width, height);

  /** Alpha is one to one, whatever becomes of colours. */
  async function expectSameAlpha(file: Uint8Array, what: string): Promise<void> {
    const { data } = await renderFile(engine, "image/webp", file, { width: 16_000, fit: "inside" });
    const own = data.filter((_, i) => i % 4 === 3);
    const wanted = await sharp(file).ensureAlpha().extractChannel(3).raw().toBuffer();
    expect(Buffer.compare(own, wanted), what).toBe(0);
  }

  test.each(Object.entries(fades))("has the very alpha that libwebp decodes: %s", async (_, fade) => {
    for (const [width, height] of sizes)
      for (const way of ways) {
        const file = encodeWebp(faded(fade, width, height), { quality: 70, ...way });
        await expectSameAlpha(file, JSON.stringify(way));
      }
  });

  test.each(["none", "left", "above", "gradient"])("is unfiltered as by libwebp: %s", async (filter) => {
    const file = Buffer.from(
      encodeWebp(faded(fades.noise!, 131, 97), { alpha_compression: 0, alpha_filtering: 0 }),
    );
    // The same bytes mean another picture with each filter.
    file[file.indexOf("ALPH") + 8] = ["none", "left", "above", "gradient"].indexOf(filter) << 2;
    await expectSameAlpha(file, filter);
  });

  test.each(Object.entries(fades))("has its colours, but for edges that are weighed: %s", async (_, fade) => {
    for (const [width, height] of sizes)
      expect(
        await differenceFromLibwebp(encodeWebp(faded(fade, width, height), { quality: 70 })),
      ).toBeLessThan(9);
  });

  test("lets nothing bleed out of what cannot be seen", async () => {
    const picture = draw((x, _, channel) => (x < 64 ? [255, 0, 0, 0] : [0, 90, 250, 200])[channel]!, 128, 64);
    const file = encodeWebp(picture, { quality: 95, exact: 1 });
    const { data, opaque: solid } = await renderFile(engine, "image/webp", file, {
      width: 37,
      fit: "inside",
    });
    expect(solid).toBe(false);
    expect(data.filter((value, i) => i % 4 === 0 && data[i + 3]! > 16 && value > 12)).toEqual(
      new Uint8Array(),
    );
  });
});

describe("the engine refuses", () => {
  const refusal = (file: Uint8Array) =>
    renderFile(engine, "image/webp", file, { width: 100, fit: "inside" }).catch(
      (error: { reason: string; rule: string }) => `${error.reason}: ${error.rule}`,
    );
  const lossless = () => sharpWebp(draw(pictures["a photograph"]!, 90, 70), {});
  const lossy = (way: object) => Buffer.from(encodeWebp(draw(pictures["waves that fade"]!, 90, 70), way));
  const patched = (file: Buffer, at: number, ...bytes: number[]) => {
    file.set(bytes, at);
    return file;
  };

  test("a lossless picture with another signature or version", async () => {
    expect(await refusal(patched(await lossless(), 20, 0x2e))).toBe("unreadable: a picture that cannot be");
    expect(await refusal(patched(await lossless(), 24, 0x20))).toBe("unreadable: a picture that cannot be");
  });

  test("pixels that no data is behind", async () => {
    expect(await refusal(patched(await lossless(), 21, 0xff, 0x3f, 0xff, 0x03))).toMatch(/^unreadable: /);
  });

  test("alpha that is compressed in an unknown way, or cut off", async () => {
    const file = lossy({ alpha_compression: 0, alpha_filtering: 0 });
    const header = file.indexOf("ALPH") + 8;
    expect(await refusal(patched(Buffer.from(file), header, 3))).toBe("unreadable: a picture that cannot be");
    const shorter = Buffer.concat([file.subarray(0, header + 100), file.subarray(file.indexOf("VP8 "))]);
    shorter.writeUInt32LE(100, header - 4);
    expect(await refusal(shorter)).toBe("unreadable: the picture's data end early");
  });

  test("no file with a trap, however it is damaged", { timeout: 30_000 }, async () => {
    const files = [await lossless(), lossy({}), lossy({ alpha_compression: 0 })];
    const any = random(11);
    for (let i = 0; i < 600; i++) {
      const damaged = Buffer.from(files[i % 3]!);
      for (let n = 4 * any(); n >= 0; n--) {
        const reach = i % 2 ? 60 : damaged.length - 20;
        damaged[20 + Math.floor(any() * reach)] = Math.floor(any() * 256);
      }
      const outcome = await refusal(damaged);
      if (typeof outcome === "string") expect(outcome).not.toContain("cannot make sense");
    }
  });
});
