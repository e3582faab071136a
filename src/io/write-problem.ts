import { SvccaError } from '../errors.js';
import { systemCode } from './file-problem.js';

const REASONS: Record<string, { found: string; hint: string }> = {
  ENOSPC: { found: 'the disk is full', hint: 'free some space, or name a file on another disk' },
  EDQUOT: { found: 'your quota on its disk is used up', hint: 'free some space, or name a file on another disk' },
  EACCES: { found: 'its permissions forbid it', hint: 'name a file in a folder of your own' },
  EPERM: { found: 'its permissions forbid it', hint: 'name a file in a folder of your own' },
  EROFS: { found: 'its disk is read-only', hint: 'name a file on another disk' },
  EFBIG: { found: 'it grows beyond what its disk or ulimit -f allows', hint: 'name a file on another disk' },
  ENOENT: { found: 'its folder does not exist', hint: 'make the folder first, with mkdir -p' },
  ENOTDIR: { found: 'a part of its path is a file', hint: 'check its spelling' },
  ENAMETOOLONG: { found: 'its name is too long', hint: 'choose a shorter one' },
  EISDIR: { found: 'it is a directory', hint: 'name a file in it' },
  EIO: { found: 'the disk reports an error', hint: 'name a file on another disk' },
  EPIPE: { found: 'nobody reads the pipe any more', hint: 'check the program that reads it' },
};

/** The error to report when the output `path` could not be written: a system error in words, anything else as it is. */
export function writeProblem(path: string, cause: unknown): unknown {
  const code = systemCode(cause);
  if (cause instanceof SvccaError || code === undefined) return cause;
  const { found, hint } = REASONS[code] ?? { found: `the system says ${code}`, hint: 'name another file' };
  return new SvccaError('usage', `${path} cannot be written: ${found}`, { hint, cause });
}
