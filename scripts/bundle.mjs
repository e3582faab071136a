// Puts the built command line into few files in dist/src/bundle/: finding hundreds of small modules takes longer than what they do.
// main.js is what every command line needs, core.js what comparing shares with other commands; what is imported when it is needed
// stays apart. Packages are bundled too, with their licences beside them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild-wasm';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** As deep as the modules themselves, which look for the package's other files from where they are. */
const FOLDER = 'dist/src/bundle';
const COMMON = {
  absWorkingDir: ROOT,
  outdir: FOLDER,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
};

// Parts of modules that the same entries reach: more parts than anyone wants to open, each with what it imports and exports.
const { metafile, outputFiles } = await build({
  ...COMMON,
  entryPoints: ['dist/src/cli/main.js'],
  entryNames: '[name]-[hash]',
  // They come with binaries and are loaded where they are asked for.
  external: ['@resvg/resvg-js', 'koffi'],
  metafile: true,
  write: false,
});
const parts = new Map(Object.entries(metafile.outputs).map(([path, part]) => [basename(path), part]));
const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));

// Parts that are loaded together anyway become one file, and the others find them there.
const main = partOf('dist/src/cli/main.js');
const early = partOf('dist/src/cli/start-early.js');
const compare = partOf('dist/src/cli/commands/compare.js');
const placed = new Map();
await writeTogether('main', reached([main]));
// It is to begin before core.js is loaded.
if (early !== undefined) await writeTogether('start-early', reached([early]));
await writeTogether('core', reached(imported(compare)));
const entries = [...parts].filter(([name, { entryPoint }]) => entryPoint !== undefined && !placed.has(name));
await write(entries.map(([name]) => ({ in: name, out: entryName(name) })));
writeFileSync(`${ROOT}${FOLDER}/LICENSES.txt`, licences(packages(Object.keys(metafile.inputs))));

function partOf(source) {
  return [...parts.keys()].find((name) => parts.get(name).entryPoint === source);
}

/** What is loaded together with a part, by its own word. */
function imported(name) {
  const { imports } = parts.get(name);
  return imports
    .filter(({ kind, external }) => kind === 'import-statement' && !external)
    .map(({ path }) => basename(path));
}

/** These parts and all that is loaded together with them, without what is in a file already. */
function reached(names, found = new Set()) {
  for (const name of names) {
    if (placed.has(name) || found.has(name)) continue;
    found.add(name);
    reached(imported(name), found);
  }
  return found;
}

/** Writes parts into one file, which exports all that any of them does. */
async function writeTogether(file, names) {
  const own = [...names].map((name, i) => ({ name, prefix: `part${placed.size + i}_` }));
  const exported = own.map(({ name, prefix }) => {
    const words = parts.get(name).exports.map((word) => `${word} as ${prefix}${word}`);
    return `export { ${words.join(', ')} } from './${name}';`;
  });
  await write([{ in: file, out: file }], [`export * from './${own[0].name}';`, ...exported].join('\n'));
  for (const { name, prefix } of own) placed.set(name, { file: `${file}.js`, prefix });
}

/** A part that is loaded when it is needed has the name of its module, that of main.js apart. */
function entryName(name) {
  return name.replace(/-[A-Z0-9]{8}\.js$/, '');
}

async function write(entryPoints, entry) {
  await build({
    ...COMMON,
    entryPoints,
    packages: 'external',
    // Packages of the older kind of module ask for Node's own ones by this function.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
    plugins: [{ name: 'parts', setup: (bundler) => serveParts(bundler, entry) }],
  });
}

/** Resolves parts to their texts; files that are written already stay outside. */
function serveParts({ onResolve, onLoad }, entry) {
  onResolve({ filter: /^\.\// }, ({ kind, path }) => {
    const name = basename(path);
    if (kind === 'dynamic-import') return { path: `./${entryName(name)}.js`, external: true };
    return texts.has(name) ? { path: name, namespace: 'part' } : { path, external: true };
  });
  onResolve({ filter: /^[^.]/ }, ({ kind, path }) =>
    kind === 'entry-point' ? { path, namespace: 'part' } : undefined,
  );
  onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({ contents: partText(path) ?? entry, loader: 'js' }));
}

/** The text of a part that has what it imports from the files that this has been put into. */
function partText(name) {
  return texts.get(name)?.replace(/^import (?:\{([^}]*)\} from )?"\.\/([^"]+)";$/gm, (statement, words, from) => {
    if (!placed.has(from)) return statement;
    const { file, prefix } = placed.get(from);
    const renamed = words?.replace(/(\w+)( as \w+)?/g, (_, word, as = ` as ${word}`) => `${prefix}${word}${as}`);
    return renamed === undefined ? `import './${file}';` : `import {${renamed}} from './${file}';`;
  });
}

/** The folders of the packages that these files are of. */
function packages(files) {
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

function licences(folders) {
  const said = folders.map((folder) => {
    const { name, version } = JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8'));
    const file = readdirSync(`${ROOT}${folder}`).find((file) => /^licen[cs]e/i.test(file));
    if (file === undefined) throw new Error(`${name} has no file with its licence`);
    return `${name} ${version}\n\n${readFileSync(`${ROOT}${folder}/${file}`, 'utf8').trim()}\n`;
  });
  return `The files of this folder hold code of these packages:\n\n${said.join('\n---\n\n')}`;
}
