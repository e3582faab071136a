import { expect, test } from '@jest/globals';
import { openDump } from '../../src/io/open-dump.js';
import { dictionary, npyFile } from './npy-file.js';
import { problemOf, readDump } from './read-dump.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const withDescr = (descr: string) => npyFile({ header: dictionary({ descr }) });
const withShape = (shape: string) => npyFile({ header: dictionary({ shape }) });

const REFUSED: Record<string, [bytes: Uint8Array, message: string, hint?: string]> = {
  'an empty file': [new Uint8Array(0), 'is empty'],
  'a zip': [latin1('PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaa'), 'is a zip archive', 'rename it to .npz'],
  'a PyTorch checkpoint': [
    latin1(`PK\x03\x04${'\0'.repeat(26)}archive/data.pklFB`),
    'PyTorch checkpoint',
    'torch.load',
  ],
  'an HDF5 file': [latin1('\x89HDF\r\n\x1a\n00000000'), 'HDF5', 'h5py'],
  'a pickle': [latin1('\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00'), 'pickle', 'never loaded'],
  'a gzip': [latin1('\x1f\x8b\x08\x00\x00\x00\x00\x00'), 'gzip', 'unpack'],
  'an image': [latin1('\x89PNG\r\n\x1a\n\x00\x00'), 'PNG'],
  'a table of text': [latin1('1.0,2.0\n3.0,4.0\n'), 'looks like text', 'np.loadtxt'],
  noise: [latin1('\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b'), 'no known format'],
  'half a magic': [latin1('\x93NUM'), 'no known format'],
  'nothing after the magic': [latin1('\x93NUMPY\x01\x00'), 'cut off: 8 of the 10 bytes of its header'],
  'version 4': [npyFile({ version: [4, 0] }), 'version 4.0'],
  'version 1.1': [npyFile({ version: [1, 1] }), 'version 1.1'],
  'half a length': [npyFile({ version: [2, 0] }).subarray(0, 11), 'cut off: 11 of the 12 bytes of its header'],
  'half a header': [npyFile().subarray(0, 40), 'cut off: 30 of the 63 bytes of its header'],
  'an immense header': [
    npyFile({ version: [2, 0], claimed: 0xffffffff }),
    'claims 4294967295 bytes, and 1048576 are the most',
  ],
  'a header of latin-1 in version 3': [
    Buffer.concat([npyFile({ version: [3, 0], header: '{' }).subarray(0, 12), latin1('\xff')]),
    'not UTF-8',
  ],
  'an empty header': [npyFile({ header: '' }), '{ is expected'],
  'a header that is a list': [npyFile({ header: '[1]\n' }), '{ is expected but "[1]" found'],
  'no closing brace': [npyFile({ header: dictionary().replace('}', '') }), 'in quotes is expected'],
  'something after the brace': [npyFile({ header: `${dictionary()}x\n` }), 'the end of the header is expected but "x"'],
  'a key twice': [npyFile({ header: dictionary().replace('{', "{'shape': (2, 2), ") }), "the key 'shape' twice"],
  'an unknown key': [npyFile({ header: dictionary().replace('{', "{'order': 1, ") }), "the key 'order'"],
  'a missing key': [npyFile({ header: "{'descr': '<f4', 'shape': (2, 2)}\n" }), "no key 'fortran_order'"],
  'a key without quotes': [
    npyFile({ header: dictionary().replace("'descr'", 'descr') }),
    'a key in quotes is expected',
  ],
  'a lower-case boolean': [npyFile({ header: dictionary({ fortran: 'false' }) }), 'True or False is expected'],
  'a number as boolean': [npyFile({ header: dictionary({ fortran: '0' }) }), 'True or False is expected'],
  'a shape that is a number': [withShape('(4)'), 'a number, no tuple'],
  'a shape that is a list': [withShape('[2, 2]'), '( is expected'],
  'a negative length': [withShape('(-2, -2)'), 'the negative length -2'],
  'a length of minus zero': [withShape('(-0, 2)'), 'the negative length -0'],
  'a fractional length': [withShape('(2.0, 2)'), 'a length is expected'],
  'a length with leading zero': [withShape('(02, 2)'), 'a length is expected'],
  'two commas': [withShape('(2,, 2)'), 'a length is expected'],
  'a length beyond 2^53': [withShape('(9007199254740993,)'), 'beyond 2^53'],
  'a product beyond 2^53': [withShape('(4294967296, 4294967296)'), 'more than 2^53 bytes'],
  'a size beyond 2^53': [withShape('(9007199254740991,)'), 'more than 2^53 bytes'],
  'an immense array': [withShape('(1000000, 1000000)'), 'cut off: 16 of the 4000000000000 bytes'],
  'missing values': [npyFile({ data: new Uint8Array(15) }), 'cut off: 15 of the 16 bytes of its values'],
  'trailing bytes': [
    npyFile({ data: new Uint8Array(18) }),
    'holds 18 bytes of values, and a float32 array of shape (2, 2) takes 16',
    'np.savez',
  ],
  'complex numbers': [withDescr("'<c8'"), 'complex numbers (<c8)', 'x.real, x.imag'],
  objects: [withDescr("'|O'"), 'never unpickled', 'np.stack'],
  'byte strings': [withDescr("'|S4'"), 'byte strings', 'astype'],
  text: [withDescr("'<U4'"), 'holds text', 'astype'],
  dates: [withDescr("'<M8[ns]'"), 'dates', "astype('i8')"],
  'time spans': [withDescr("'<m8[ns]'"), 'time spans', "astype('i8')"],
  'long doubles': [withDescr("'<f16'"), 'unusual width', "astype('f8')"],
  records: [withDescr("[('a', '<f4')]"), 'structured', 'x.dtype.names'],
  'raw bytes': [withDescr("'|V4'"), 'raw bytes', 'x.view'],
  'big-endian V2': [withDescr("'>V2'"), 'raw bytes'],
  'a type of no sense': [withDescr("'<q9'"), "the dtype '<q9'"],
  'a float of no sense': [withDescr("'<f4x'"), 'unusual width'],
  'bfloat16 without saying so': [withDescr("'|V2'"), 'without a type (V2)', '--dtype bf16'],
  'a boolean of 7': [
    npyFile({ header: dictionary({ descr: "'|b1'" }), data: new Uint8Array([0, 1, 1, 7]) }),
    'the byte 7 at [1, 1]',
  ],
};

test.each(Object.entries(REFUSED))('%s is refused', async (_, [bytes, message, hint = '']) => {
  const path = await folder.write('x.npy', bytes);
  const problem = await problemOf(path);
  expect(problem.kind).toBe('input');
  expect(problem.message).toContain(message);
  expect(problem.message.startsWith(path)).toBe(true);
  expect(problem.hint).toContain(hint);
});

const READ: Record<string, string> = {
  'without spaces': "{'descr':'<f4','fortran_order':False,'shape':(2,2)}",
  'in another order': "{'shape': (2, 2), 'fortran_order': False, 'descr': '<f4'}\n",
  'in double quotes': '{"descr": "<f4", "fortran_order": False, "shape": (2, 2)}\n',
  'with the long integers of python 2': "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 2L), }\n",
  'with a comma after the shape': "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2,), }\n",
  'over several lines': "{\n 'descr': '<f4',\n 'fortran_order': False,\n 'shape': (2, 2)\n}\n",
  'with the byte order of the host': "{'descr': '=f4', 'fortran_order': False, 'shape': (2, 2), }\n",
};

test.each(Object.entries(READ))('a header %s is read', async (_, header) => {
  const data = new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer);
  const dump = await openDump(await folder.write('y.npy', npyFile({ header, data })));
  expect(await readDump(dump)).toEqual([1, 2, 3, 4]);
  await dump.close();
});

test('a type that is asked for but not there is a usage error', async () => {
  const problem = await problemOf(await folder.write('z.npy', npyFile()), { dtype: 'bf16' });
  expect([problem.kind, problem.message]).toEqual(['usage', expect.stringContaining('holds float32')]);
});
