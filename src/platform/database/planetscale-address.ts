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

/** The address in either form; undefined when a part is missing. A `mysql:` URL means HTTPS on the same host. */
export function readAddress(settings: PlanetscaleSettings): PlanetscaleAddress | undefined {
  const parts = settings.DATABASE_URL === undefined ? readParts(settings) : readUrl(settings.DATABASE_URL);
  return parts.username && parts.password && parts.origin ? parts : undefined;
}

function readParts(settings: PlanetscaleSettings): PlanetscaleAddress {
  const { DATABASE_HOST: host, DATABASE_USERNAME: username, DATABASE_PASSWORD: password } = settings;
  return { origin: host ? `https://${host}` : "", username: username ?? "", password: password ?? "" };
}

function readUrl(address: string): PlanetscaleAddress {
  const url = new URL(address);
  const scheme = url.protocol === "http:" ? "http" : "https";
  return {
    origin: url.host && `${scheme}://${url.protocol === "mysql:" ? url.hostname : url.host}`,
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}
