import { beforeAll, describe, expect, test } from "vitest";
import { png } from "../../fixtures/small-pictures.ts";
import { type House, openHouse, post } from "../../setup/open-house.ts";
import { problemOf, upload } from "../../setup/upload.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});

test("GET /api/files/collections tells every rule before a file is chosen, to anyone", async () => {
  const response = await house.fetch("/api/files/collections");
  expect(response.headers.get("cache-control")).toBe("private, no-cache");
  const { items }: { items: Record<string, unknown>[] } = await response.json();
  const rules = items.map(({ name, visibility, write, read }) => [name, visibility, write, read].join(" "));
  expect(rules).toEqual([
    "posts/thumbnails public files:write files:read",
    "posts/content public files:write files:read",
    "profiles public files:write files:read",
    "banners public files:write files:read",
    "consultations private anyone admin",
    "documents private files:write files:read",
    "resources/pdfs private files:write files:read",
    "resources/excel private files:write files:read",
    "resources/hwp private files:write files:read",
    "data-archive private admin admin",
  ]);
  for (const { visibility, cacheControl, maxSize } of items) {
    expect(cacheControl).toMatch(
      visibility === "public" ? /^public, max-age=31536000/ : /^private, no-store$/,
    );
    expect(maxSize).toBeGreaterThan(0);
  }
});

describe("GET /api/files", () => {
  let staff: { Authorization: string };
  const banner = { collection: "banners", contentType: "image/png" } as const;
  beforeAll(async () => {
    staff = await house.keyOf("admin");
    for (const filename of ["봄.png", "여름.png", "가을 BANNER.png"]) {
      await upload(house, staff, png(), { ...banner, filename });
    }
  });
  const list = async (search: string) => {
    const response = await house.fetch(`/api/files?collection=banners${search}`, { headers: staff });
    return (await response.json()) as { items: { name: string; id: string }[]; nextCursor: string | null };
  };
  const names = async (search: string) => (await list(search)).items.map(({ name }) => name);

  test("pages through a collection, newest first", async () => {
    const first = await list("&limit=2");
    expect(first.items.map(({ name }) => name)).toEqual(["가을 BANNER.png", "여름.png"]);
    const second = await list(`&limit=2&cursor=${first.nextCursor}`);
    expect(second.items.map(({ name }) => name)).toEqual(["봄.png"]);
    expect(second.nextCursor).toBeNull();
  });

  test("finds a name whatever its composition and case", async () => {
    expect(await names(`&search=${encodeURIComponent("여름".normalize("NFD"))}`)).toEqual(["여름.png"]);
    expect(await names("&search=banner")).toEqual(["가을 BANNER.png"]);
    expect(await names("&search=%25")).toEqual([]);
  });

  test("lists deleted files apart, and a name that is changed by its new one", async () => {
    const [{ id } = { id: "" }] = (await list("&search=%EB%B4%84")).items;
    await house.fetch(`/api/files/${id}`, { ...post({ name: "겨울.png" }, staff), method: "PATCH" });
    expect(await names(`&search=${encodeURIComponent("겨울")}`)).toEqual(["겨울.png"]);
    await house.fetch(`/api/files/${id}`, { method: "DELETE", headers: staff });
    expect(await names("&deleted=true")).toEqual(["겨울.png"]);
    expect(await names("")).not.toContain("겨울.png");
  });

  test.each([
    ["&limit=0", "/query/limit"],
    ["&limit=101", "/query/limit"],
    ["&limit=ten", "/query/limit"],
    ["&search=", "/query/search"],
    ["&deleted=1", "/query/deleted"],
    ["&cursor=x", "/query/cursor"],
    [`&cursor=${btoa('["x","y"]')}`, "/query/cursor"],
    [`&cursor=${btoa("[1e999,null]")}`, "/query/cursor"],
    [`&cursor=${btoa('[1e300,"xy"]')}`, "/query/cursor"],
    ["&collection=documents", "/query/collection"],
  ])("with %s is refused", async (search, pointer) => {
    const response = await house.fetch(`/api/files?collection=banners${search}`, { headers: staff });
    expect(await problemOf(response)).toEqual({ status: 422, id: "http-invalid-input", pointers: [pointer] });
  });
});
