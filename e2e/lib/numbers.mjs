// Numbers of a run: percentiles, and the report they are kept in.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { targetDirectory } from "./headrace.mjs";

/** The value below which the fraction `p` of `values` lies. */
export function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

export function median(values) {
  return percentile(values, 0.5);
}

/** Keeps `figures` under `name` in target/e2e-report.json and prints them. */
export async function report(name, figures) {
  console.log(`# ${name}: ${JSON.stringify(figures)}`);
  await mkdir(targetDirectory, { recursive: true });
  const file = join(targetDirectory, "report.json");
  const all = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
  all[name] = figures;
  await writeFile(file, `${JSON.stringify(all, null, 2)}\n`);
}
