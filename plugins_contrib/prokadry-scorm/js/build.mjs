// Bundles the script that a package's pages are given, one for each version of SCORM, into static/scorm/dist.
import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = resolve(here, "../src/prokadry_scorm/static/scorm/dist");

await rm(outdir, { recursive: true, force: true });
await esbuild.build({
  entryPoints: [join(here, "scorm12.js"), join(here, "scorm2004.js")],
  outdir,
  bundle: true,
  minify: true,
  // A classic script: it must have run before anything of the package does.
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
