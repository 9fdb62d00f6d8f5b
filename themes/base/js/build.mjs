// Bundles styles and page scripts into static/prokadry/dist: every file in js/entries, and the styles of site, player, CMS.
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(here, "../static/prokadry");
const outdir = join(target, "dist");
const plyr = dirname(createRequire(import.meta.url).resolve("plyr"));

const names = (await readdir(join(here, "entries"))).filter((name) => name.endsWith(".js")).sort();
const options = {
  entryPoints: [
    ...names.map((name) => join(here, "entries", name)),
    join(target, "css/app.css"),
    join(target, "css/player.css"),
    join(target, "css/cms.css"),
    join(target, "css/code.css"),
  ],
  outdir,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  // Fonts and pictures stay where they are: dist/ lies beside fonts/ and img/, so their addresses hold in the bundle.
  external: ["../fonts/*", "../img/*"],
  supported: { nesting: true },
  logLevel: "warning",
};

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
await cp(join(plyr, "plyr.svg"), join(outdir, "plyr.svg"));

if (process.argv.includes("--watch")) {
  const context = await esbuild.context({ ...options, minify: false });
  await context.watch();
} else {
  const started = performance.now();
  await esbuild.build(options);
  console.log(`Built ${options.entryPoints.length} entries in ${Math.round(performance.now() - started)} ms`);
}
