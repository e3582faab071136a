// Removes dist/ so that a deleted source never lives on as a compiled test or module.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
