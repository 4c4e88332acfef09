/** Percent-encoding as Signature Version 4 wants it: everything but A-Z a-z 0-9 - . _ ~ (RFC 3986, section 2.3). */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** An object's key as the path of its URL; throws a RangeError for `.` and `..`, which a URL would resolve away. */
export function encodeKey(key: string): string {
  const segments = key.split("/");
  if (key === "" || segments.includes(".") || segments.includes("..")) {
    throw new RangeError("An object key must not be empty or have the segments . or ..");
  }
  return segments.map(encodeRfc3986).join("/");
}

/** Where a bucket is: its URL without a final slash, and the region that signatures name. */
export interface Bucket {
  readonly name: string;
  readonly url: string;
  readonly region: string;
}

/** A bucket of AWS; a dot in its name would not fit the certificate of the virtual host, so it goes into the path. */
export function awsBucket(name: string, region: string): Bucket {
  const host = `s3.${region}.amazonaws.com`;
  return { name, region, url: name.includes(".") ? `https://${host}/${name}` : `https://${name}.${host}` };
}

/** A bucket of a store that speaks S3 at this endpoint, in path style. */
export function pathStyleBucket(endpoint: string, name: string, region: string): Bucket {
  return { name, region, url: `${endpoint.replace(/\/+$/, "")}/${name}` };
}
