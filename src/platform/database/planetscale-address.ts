/** Where a PlanetScale database answers, and as whom. */
export interface PlanetscaleAddress {
  readonly origin: string;
  readonly username: string;
  readonly password: string;
}

/** The settings that a vendor's page offers for copying: one URL, or three parts. */
export interface PlanetscaleSettings {
  readonly DATABASE_URL?: string | undefined;
  readonly DATABASE_HOST?: string | undefined;
  readonly DATABASE_USERNAME?: string | undefined;
  readonly DATABASE_PASSWORD?: string | undefined;
}

/** The address in either form; undefined when it is not whole. A `mysql:` URL means HTTPS on the same host. */
export function readAddress(settings: PlanetscaleSettings): PlanetscaleAddress | undefined {
  const address = settings.DATABASE_URL === undefined ? readParts(settings) : readUrl(settings.DATABASE_URL);
  return address?.origin && address.username && address.password ? address : undefined;
}

function readParts(settings: PlanetscaleSettings): PlanetscaleAddress {
  const { DATABASE_HOST: host, DATABASE_USERNAME: username, DATABASE_PASSWORD: password } = settings;
  return { origin: host ? `https://${host}` : "", username: username ?? "", password: password ?? "" };
}

function readUrl(address: string): PlanetscaleAddress | undefined {
  const url = URL.parse(address);
  if (!url?.hostname || !/^(mysql|https?):$/.test(url.protocol)) return undefined;
  const origin = url.protocol === "mysql:" ? `https://${url.hostname}` : `${url.protocol}//${url.host}`;
  return { origin, username: decode(url.username), password: decode(url.password) };
}

/** A password copied as it is may hold a `%` that begins no escape. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
