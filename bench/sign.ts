import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { createPresigner } from "../src/protocols/s3/presign.ts";
import { signDownload } from "../src/protocols/s3/signed-urls.ts";

/** How many times faster signing has to be than the AWS SDK in the same run. */
const bar = 5;
const rounds = 9;
const urls = 1000;

const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const region = "ap-northeast-2";
const sdk = new S3Client({ region, credentials });
const presign = createPresigner(credentials, region);
const keys = Array.from({ length: urls }, (_, n) => `documents/2026/11/${crypto.randomUUID()}-${n}.hwp`);
const filename = "2026년 상담 신청서.hwp";
const type = "application/x-hwp";

function signWithHouse(): void {
  for (const key of keys) {
    const bucketUrl = "https://tov.s3.ap-northeast-2.amazonaws.com";
    signDownload(presign, key, { bucketUrl, expiresIn: 3600, now: Date.now(), filename, type });
  }
}

async function signWithSdk(): Promise<void> {
  for (const Key of keys) {
    const command = new GetObjectCommand({
      Bucket: "tov",
      Key,
      ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
      ResponseContentType: type,
    });
    await getSignedUrl(sdk, command, { expiresIn: 3600 });
  }
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const house: number[] = [];
const theirs: number[] = [];
for (let round = 0; round <= rounds; round++) {
  const pair = [await timed(signWithHouse), await timed(signWithSdk)] as const;
  // The first round warms both up.
  if (round === 0) continue;
  house.push(pair[0]);
  theirs.push(pair[1]);
}

const ratio = median(theirs) / median(house);
console.log(`Signing ${urls} URLs, median of ${rounds} alternating rounds:`);
console.log(`  this house  ${median(house).toFixed(1)} ms`);
console.log(`  AWS SDK     ${median(theirs).toFixed(1)} ms`);
console.log(`  ratio       ${ratio.toFixed(1)} times (bar: ${bar})`);
if (ratio < bar) process.exitCode = 1;
