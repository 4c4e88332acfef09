import { anonymous, type Caller } from "../kit/caller.ts";
import { toBase64Url } from "../kit/encoding.ts";
import { networkOf } from "../kit/network.ts";
import type { Language } from "../kit/problem.ts";
import type { World } from "../kit/world.ts";
import type { HeaderProfile } from "./headers.ts";
import { languageOf } from "./language.ts";

/** What opens a call. */
interface Opener {
  world: World;
  publicOrigin: string | null;
  requestId(): string;
}

/** One request and what is known of it. What costs something to find out is found out when it is asked for. */
export class Call {
  readonly id: string;
  readonly request: Request;
  /** Epoch milliseconds. */
  readonly begun: number;
  caller: Caller = anonymous;
  /** The request's body for routes that stream it. */
  stream: ReadableStream<Uint8Array> | null;
  /** For `afresh` routes: what this Idempotency-Key made before. */
  made: string | null = null;
  /**
   * The id that what this call makes must have: the same whenever its Idempotency-Key and body are repeated, so that a second attempt
   * finds what the first one made although nobody heard of it. Null without a key.
   */
  idOfMade: string | null = null;
  /** Lets a page's own inline scripts run, and no others (CSP Level 3, section 2.3.1). */
  readonly nonce: string;
  readonly #publicOrigin: string | null;
  #url: URL | undefined;
  #language: Language | undefined;

  constructor({ world, publicOrigin, requestId }: Opener, headers: HeaderProfile, request: Request) {
    this.id = requestId();
    this.request = request;
    this.begun = world.now();
    this.stream = request.body;
    this.nonce = headers === "page" || headers === "reference" ? toBase64Url(world.random(16)) : "";
    this.#publicOrigin = publicOrigin;
  }

  get url(): URL {
    this.#url ??= new URL(this.request.url);
    return this.#url;
  }

  get language(): Language {
    this.#language ??= languageOf(this.request);
    return this.#language;
  }

  /** Where our pages and files live, as addresses in answers begin. */
  get publicOrigin(): string {
    return this.#publicOrigin ?? this.url.origin;
  }

  /** Where the caller comes from, an address or an IPv6 network. For limits only: never stored, never logged. */
  get address(): string {
    return networkOf(this.request.headers.get("cf-connecting-ip") ?? "local");
  }
}
