/** What a file seems to be, as the end of a sentence, and what to do about it. */
export interface Resemblance {
  readonly what: string;
  readonly hint: string;
}

const FORMATS = 'save the activations as .npy (np.save), .npz (np.savez) or .safetensors';
const UNPACK = 'unpack it first';

/** A zip whose first entry is the pickle of a checkpoint. */
export const PYTORCH: Resemblance = {
  what: 'is a PyTorch checkpoint, which is never unpickled',
  hint: "convert it: np.savez('x.npz', **{k: v.float().numpy() for k, v in torch.load('x.pt').items()})",
};

const MAGICS: readonly (readonly [magic: string, what: string, hint: string])[] = [
  ['PK\x03\x04', 'is a zip archive', 'if np.savez wrote it, rename it to .npz'],
  ['PK\x05\x06', 'is an empty zip archive', FORMATS],
  ['\x89HDF\r\n\x1a\n', 'is an HDF5 file', "convert it: np.save('x.npy', h5py.File('x.h5')['name'][:])"],
  ['\x93NUMPY', 'is a .npy file', 'rename it to .npy'],
  ['\x89PNG', 'is a PNG image', FORMATS],
  ['\xff\xd8\xff', 'is a JPEG image', FORMATS],
  ['\x1f\x8b', 'is compressed with gzip', UNPACK],
  ['\x28\xb5\x2f\xfd', 'is compressed with zstd', UNPACK],
  ['BZh', 'is compressed with bzip2', UNPACK],
  ['\xfd7zXZ', 'is compressed with xz', UNPACK],
  ['MATLAB 5.0', 'is a MATLAB file', "convert it: np.save('x.npy', scipy.io.loadmat('x.mat')['name'])"],
  ['PAR1', 'is a Parquet file', "convert it: np.save('x.npy', pandas.read_parquet('x.parquet').to_numpy())"],
  ['ARROW1', 'is an Arrow file', "convert it: np.save('x.npy', pandas.read_feather('x.arrow').to_numpy())"],
  ['GGUF', 'is a GGUF model, not activations', FORMATS],
];

/** Says what a file that starts with these bytes seems to be. */
export function looksLike(start: Uint8Array): Resemblance {
  if (start.length === 0)
    return { what: 'is empty', hint: 'write it again; was the disk full, did the program before a pipe fail?' };
  const text = Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString('latin1');
  if (text.startsWith('PK') && text.includes('/data.pkl')) return PYTORCH;
  const known = MAGICS.find(([magic]) => text.startsWith(magic));
  if (known !== undefined) return { what: known[1], hint: known[2] };
  if (start[0] === 0x80 && (start[1] as number) >= 2 && (start[1] as number) <= 5) {
    return { what: 'is a python pickle', hint: "pickles are never loaded; convert it: np.save('x.npy', x.numpy())" };
  }
  if (/^\s*[[{(]/.test(text) || /^[\t\r\n -~]+$/.test(text)) {
    return { what: 'looks like text', hint: "convert it: np.save('x.npy', np.loadtxt('x.csv', delimiter=','))" };
  }
  return { what: 'starts with bytes of no known format', hint: FORMATS };
}
