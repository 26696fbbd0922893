// Bundles the extension into one file, and collects the licenses of the packages in it.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const result = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "out/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  external: ["vscode"],
  metafile: true,
});

const packages = Object.keys(result.metafile.inputs)
  .map((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
  .filter((path) => path !== undefined);
const licenses = [...new Set(packages)].sort().map((path) => {
  const { name, version } = JSON.parse(readFileSync(`${path}/package.json`, "utf8"));
  const file = readdirSync(path).find((one) => /^licen[sc]e/i.test(one));
  if (file === undefined) {
    throw new Error(`${path} has no license file`);
  }
  return `${name} ${version}\n\n${readFileSync(`${path}/${file}`, "utf8").trim()}\n`;
});
writeFileSync("out/third-party-licenses.txt", licenses.join(`\n${"-".repeat(72)}\n\n`));
