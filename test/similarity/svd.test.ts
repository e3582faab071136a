import { expect, test } from '@jest/globals';
import { subspace } from '../../src/similarity/svd.js';
import { identity } from '../engine/matrices.js';

test('centred datapoints span one dimension less than there are, whatever rounding left in the frame', () => {
  const layer = {
    name: 'layer',
    datapoints: 3,
    neurons: 3,
    means: new Float64Array(3),
    deadNeurons: 0,
    duplicateNeurons: 0,
  };
  const { rank, basis, loadings } = subspace({ ...layer, frame: identity(3), exponents: new Int32Array(3) });
  expect([rank, basis?.cols, loadings?.rows]).toEqual([2, 2, 2]);
});

test('a layer none of whose neurons varies is named', () => {
  const layer = {
    name: 'relu3',
    datapoints: 9,
    neurons: 2,
    means: new Float64Array(2),
    deadNeurons: 2,
    duplicateNeurons: 0,
  };
  const frame = { rows: 9, cols: 2, data: new Float64Array(18) };
  expect(() => subspace({ ...layer, frame, exponents: new Int32Array(2) })).toThrow('relu3 has no variance');
});
