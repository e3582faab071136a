import { expect, test } from '@jest/globals';
import { EXIT_CODES, SvccaError } from '../src/errors.js';

test('an error carries its kind, its next step and its cause', () => {
  const cause = new Error('EACCES');
  const error = new SvccaError('input', 'a.npy cannot be read', { hint: 'check its permissions', cause });
  expect(error.message).toBe('a.npy cannot be read');
  expect([error.kind, error.hint, error.cause]).toEqual(['input', 'check its permissions', cause]);
  expect(EXIT_CODES[error.kind]).toBe(3);
});
