import { SvccaError } from '../errors.js';

const REASONS: Record<string, { found: string; hint: string }> = {
  ENOENT: { found: 'does not exist', hint: 'check its spelling; a relative path starts at the working directory' },
  ENOTDIR: { found: 'does not exist: part of its path is a file', hint: 'check its spelling' },
  EACCES: { found: 'may not be read', hint: 'check its permissions and those of the folders above it' },
  EPERM: { found: 'may not be read', hint: 'check its permissions and those of the folders above it' },
  ELOOP: { found: 'is a symbolic link that leads to itself', hint: 'give the path of the file itself' },
  ENAMETOOLONG: { found: 'is longer than a path may be', hint: 'check for a list of paths in one argument' },
  EMFILE: { found: 'cannot be opened: too many files are open', hint: 'raise the limit with ulimit -n' },
  ENXIO: { found: 'is a device or socket without anything behind it', hint: 'give a regular file, or - for a pipe' },
  EIO: { found: 'cannot be read: the disk reports an error', hint: 'copy the file again from its source' },
  ESTALE: { found: 'has gone from its network disk', hint: 'check the mount, then run this again' },
};

/** The system's error code, also where the error is from another realm and so not an `Error` here. */
export function systemCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The error to report when reading `name` failed: itself where it is one already, else the system's reason in words. */
export function readProblem(name: string, cause: unknown): SvccaError {
  if (cause instanceof SvccaError) return cause;
  const code = systemCode(cause);
  const known = code === undefined ? undefined : REASONS[code];
  if (known !== undefined) return new SvccaError('input', `${name} ${known.found}`, { hint: known.hint, cause });
  const reason = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : cause;
  return new SvccaError('input', `${name} cannot be read: ${String(reason)}`, { cause });
}
