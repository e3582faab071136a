// Puts the built command line into few files in dist/src/bundle/: a program of hundreds of small modules spends more time on finding them than on its work.
// What is imported when it is needed stays a file of its own. Packages are bundled too, with their licences beside them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild-wasm';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** As deep as what goes into it, which looks for the package's other files from where it is. */
const FOLDER = 'dist/src/bundle';
/** They come with binaries, and are loaded where they are asked for. */
const NOT_BUNDLED = ['@resvg/resvg-js', 'koffi'];

const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: ['dist/src/cli/main.js'],
  outdir: FOLDER,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: NOT_BUNDLED,
  // Packages of the older kind of module ask for Node's own ones by this function.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  legalComments: 'inline',
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(`${ROOT}${FOLDER}/LICENSES.txt`, licences(packages(Object.keys(metafile.inputs))));

/** The folders of the packages that these files are of. */
function packages(files) {
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

function licences(folders) {
  const texts = folders.map((folder) => {
    const { name, version } = JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8'));
    const file = readdirSync(`${ROOT}${folder}`).find((file) => /^licen[cs]e/i.test(file));
    if (file === undefined) throw new Error(`${name} has no file with its licence`);
    return `${name} ${version}\n\n${readFileSync(`${ROOT}${folder}/${file}`, 'utf8').trim()}\n`;
  });
  return `The files of this folder hold code of these packages:\n\n${texts.join('\n---\n\n')}`;
}
