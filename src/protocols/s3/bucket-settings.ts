import type { S3Client } from "./client.ts";
import { escapeXml, type XmlElement } from "./xml.ts";

/** Who may use signed URLs from a page, and how (CORSRule). */
export interface CorsRule {
  origins: readonly string[];
  methods: readonly string[];
  headers: readonly string[];
  exposedHeaders: readonly string[];
  /** Seconds. */
  maxAge: number;
}

/** What happens to objects with time (LifecycleRule); an empty prefix means all of them. */
export interface LifecycleRule {
  id: string;
  prefix: string;
  expireAfterDays?: number;
  move?: { afterDays: number; to: "STANDARD_IA" | "GLACIER_IR" };
  abortUploadsAfterDays?: number;
  /** For a bucket with versioning. */
  expireOldVersionsAfterDays?: number;
}

/** A setting of a bucket, by the name that it has in a URL. */
export type SettingName = "cors" | "lifecycle" | "versioning";

/** The setting as it is now; null when it was never made (GetBucketCors and its like). */
export function readSetting(client: S3Client, name: SettingName): Promise<XmlElement | null> {
  return client.askUnless([404], { method: "GET", query: { [name]: "" } }, (root) => root);
}

/** Replaces the whole setting (PutBucketCors and its like). */
export async function writeSetting(client: S3Client, name: SettingName, document: string): Promise<void> {
  const headers = { "content-type": "application/xml" };
  const response = await client.send({ method: "PUT", query: { [name]: "" }, headers, body: document });
  await response.body?.cancel();
}

/** The document of the `cors` setting. */
export function corsDocument(rules: readonly CorsRule[]): string {
  const entries = rules.map((rule) =>
    element("CORSRule", [
      ...rule.origins.map((origin) => element("AllowedOrigin", origin)),
      ...rule.methods.map((method) => element("AllowedMethod", method)),
      ...rule.headers.map((header) => element("AllowedHeader", header)),
      ...rule.exposedHeaders.map((header) => element("ExposeHeader", header)),
      element("MaxAgeSeconds", rule.maxAge),
    ]),
  );
  return element("CORSConfiguration", entries);
}

/** The document of the `lifecycle` setting. */
export function lifecycleDocument(rules: readonly LifecycleRule[]): string {
  const entries = rules.map(({ move, ...rule }) =>
    element("Rule", [
      element("ID", rule.id),
      element("Filter", [element("Prefix", rule.prefix)]),
      element("Status", "Enabled"),
      days("Expiration", "Days", rule.expireAfterDays),
      move ? element("Transition", [element("Days", move.afterDays), element("StorageClass", move.to)]) : "",
      days("NoncurrentVersionExpiration", "NoncurrentDays", rule.expireOldVersionsAfterDays),
      days("AbortIncompleteMultipartUpload", "DaysAfterInitiation", rule.abortUploadsAfterDays),
    ]),
  );
  return element("LifecycleConfiguration", entries);
}

/** The document of the `versioning` setting, switched on. */
export function versioningDocument(): string {
  return element("VersioningConfiguration", [element("Status", "Enabled")]);
}

/** A setting as lines that can be compared, a line a rule, whatever the order of its parts. */
export function linesOf(document: XmlElement | null): string[] {
  if (document === null) return [];
  const rules = document.children.filter(({ children }) => children.length > 0);
  return (rules.length > 0 ? rules : [document])
    .map((rule) => leavesOf(rule).sort().join("  "))
    .filter(Boolean);
}

function leavesOf({ children }: XmlElement, path = ""): string[] {
  return children.flatMap((child) => {
    if (child.children.length > 0) return leavesOf(child, `${path}${child.name}.`);
    return child.text.trim() ? [`${path}${child.name}=${child.text.trim()}`] : [];
  });
}

function days(name: string, unit: string, value: number | undefined): string {
  return value === undefined ? "" : element(name, [element(unit, value)]);
}

function element(name: string, content: string | number | readonly string[]): string {
  const inner = Array.isArray(content) ? content.join("") : escapeXml(String(content));
  return `<${name}>${inner}</${name}>`;
}
