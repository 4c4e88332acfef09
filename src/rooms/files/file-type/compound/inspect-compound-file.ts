import { textOf } from "../byte-text.ts";
import { type DetectedType, Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { CompoundFile } from "./compound-file.ts";
import { inspectHwp } from "./hwp.ts";
import { inspectXls } from "./xls.ts";

/** Storages in which Office keeps VBA: of a workbook, of a Word document, and the project itself at any depth. */
const macroStorage = /(?:^|\/)(?:_VBA_PROJECT_CUR|_VBA_PROJECT|Macros|VBA)$/i;

/** Tells HWP 5 and XLS from other compound files, such as old Word documents, which stay unknown. */
export async function inspectCompoundFile(file: FileBytes): Promise<DetectedType> {
  const compound = await CompoundFile.open(file);
  if (compound.hasStream("EncryptedPackage")) throw new Refusal("encrypted");
  for (const path of compound.paths) if (macroStorage.test(path)) throw new Refusal("macros");
  if (textOf(await compound.readStream("FileHeader", 17)) === "HWP Document File")
    return inspectHwp(compound);
  if (compound.hasStream("Workbook")) return inspectXls(compound, "Workbook");
  if (compound.hasStream("Book")) return inspectXls(compound, "Book");
  return "application/octet-stream";
}
