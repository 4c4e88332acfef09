import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generate } from "selfsigned";

/** A key and its certificate, both PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

const form = { keyType: "ec", algorithm: "sha256" } as const;

/**
 * Makes a certificate authority and has the workerd of every process that is started afterwards trust it, besides those that
 * Node's setting names already. Miniflare reads the setting when it is loaded, which vitest does before anything of ours.
 */
export async function trustOwnAuthority(): Promise<void> {
  const others = process.env.NODE_EXTRA_CA_CERTS;
  const { private: key, cert } = await generate([{ name: "commonName", value: "TOV tests" }], {
    ...form,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
    ],
  });
  const file = join(mkdtempSync(join(tmpdir(), "tov-authority-")), "trusted.pem");
  writeFileSync(file, `${cert}\n${others ? readFileSync(others, "utf8") : ""}`);
  writeFileSync(pairBeside(file), JSON.stringify({ key, cert }), { mode: 0o600 });
  process.env.NODE_EXTRA_CA_CERTS = file;
}

/** The authority's own key and certificate; none where tests were started without it, and no certificate is trusted. */
function readAuthority(): { ca?: Certificate } {
  const file = pairBeside(process.env.NODE_EXTRA_CA_CERTS ?? "");
  return existsSync(file) ? { ca: JSON.parse(readFileSync(file, "utf8")) } : {};
}

/** Forgets the authority; what it has signed is worth nothing any more. */
export function removeAuthority(): void {
  const file = process.env.NODE_EXTRA_CA_CERTS ?? "";
  if (existsSync(pairBeside(file))) rmSync(dirname(file), { recursive: true });
}

/** A certificate for a host, signed by the authority. */
export const issue = (host: string): Promise<Certificate> => signed(host, readAuthority());

/** A certificate for a host that nobody knows the signer of. */
export const issueUnknown = (host: string): Promise<Certificate> => signed(host, {});

async function signed(host: string, signer: { ca?: Certificate }): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: "commonName", value: host }], {
    ...form,
    ...signer,
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: host }] }],
  });
  return { key, cert };
}

const pairBeside = (file: string) => `${file}.authority.json`;
