import { dirname, join } from 'node:path';
import { type Content, writeFileAtomic } from '../io/atomic-write.js';
import { makeFolder } from '../io/make-folder.js';
import type { Output } from './output.js';

/** A file of an output folder, made when its turn comes; the names of those that it will have are known before the work. */
export interface Artefact {
  /** With / between folders. */
  readonly name: string;
  content(): Content | Promise<Content>;
}

/** Writes the artefacts one after the other, each whole or not at all; the last one is new only where all others are. */
export async function writeArtefacts(folder: string, artefacts: readonly Artefact[], output: Output): Promise<void> {
  for (const { name, content } of artefacts) {
    const path = join(folder, name);
    await makeFolder(dirname(path));
    await writeFileAtomic(path, await content());
  }
  output.note(`wrote ${artefacts.length} files to ${folder}`);
}
