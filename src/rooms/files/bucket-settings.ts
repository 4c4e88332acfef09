/** What the bucket itself has to be told, as `npm run bucket:apply` tells it. */
export function bucketSettings(vendor: "r2" | "s3", origins: readonly string[]) {
  return {
    cors: [
      {
        origins,
        methods: ["GET", "HEAD", "PUT"],
        // R2 takes no `*` here for signed requests.
        headers: ["content-type", "x-amz-server-side-encryption"],
        // A page that uploads in parts has to read each part's ETag.
        exposedHeaders: ["ETag"],
        maxAge: 3600,
      },
    ],
    lifecycle: [...everywhere, archive[vendor], ...(vendor === "s3" ? [oldVersions] : [])],
    /** R2 has no versions; there the files room keeps what was replaced or deleted. */
    versioning: vendor === "s3",
  };
}

const everywhere = [
  { id: "abandoned-uploads", prefix: "", abortUploadsAfterDays: 1 },
  // Uploads are swept after a day; this is for those that the sweep has missed.
  { id: "incoming", prefix: "incoming/", expireAfterDays: 2 },
];

const archive = {
  r2: { id: "data-archive", prefix: "data-archive/", move: { afterDays: 90, to: "STANDARD_IA" } },
  // Glacier Instant Retrieval: from the other Glaciers a download would have to wait for hours.
  s3: { id: "data-archive", prefix: "data-archive/", move: { afterDays: 90, to: "GLACIER_IR" } },
} as const;

const oldVersions = { id: "old-versions", prefix: "", expireOldVersionsAfterDays: 30 };
