import { expect, test } from '@jest/globals';
import { followsByName, layerGroups } from '../../src/analysis/layer-groups.js';

test.each([
  ...['bn1', 'layer1.0.bn2', 'norm', 'features.norm0', 'BatchNorm_0', 'batch_normalization_12', 'conv1_bn', 'ln_1'],
  ...[
    'layer_norm',
    'LayerNorm_3',
    'relu',
    'block/relu3',
    'maxpool',
    'global_average_pooling2d',
    'dropout_1',
    'flatten',
  ],
])('%s goes with the layer below', (name) => {
  expect(followsByName(name)).toBe(true);
});

test.each([
  'conv1',
  'fc',
  'layer1.0.conv2',
  'dense_1',
  'embedding',
  'attn',
  'logits',
  'head',
  'attention',
  'online',
  'column1',
])('%s freezes by itself', (name) => {
  expect(followsByName(name)).toBe(false);
});

const LAYERS = ['conv1', 'bn1', 'relu1', 'conv2', 'bn2', 'fc'];

test('names put batch norm, and what trains nothing, with the layer below; the lowest layer has none below', () => {
  expect(layerGroups(LAYERS, 'auto')).toEqual([['conv1', 'bn1', 'relu1'], ['conv2', 'bn2'], ['fc']]);
  expect(layerGroups(['norm', 'fc'], 'auto')).toEqual([['norm'], ['fc']]);
  expect(layerGroups(LAYERS, 'none')).toEqual(LAYERS.map((layer) => [layer]));
});

test('groups that are told leave other layers alone', () => {
  expect(
    layerGroups(LAYERS, [
      ['bn1', 'conv1'],
      ['conv2', 'bn2'],
    ]),
  ).toEqual([['conv1', 'bn1'], ['relu1'], ['conv2', 'bn2'], ['fc']]);
});

test('a group of layers that are not there, there twice or apart is refused by name', () => {
  expect(() => layerGroups(LAYERS, [['conv1', 'bn7']])).toThrow("there is no layer 'bn7'");
  expect(() => layerGroups(LAYERS, [['conv1', 'bn1'], ['bn1']])).toThrow("layer 'bn1' is in a group twice");
  expect(() => layerGroups(LAYERS, [['conv1', 'conv2']])).toThrow('conv1+conv2 do not lie one above the other');
});
