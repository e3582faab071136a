import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderJson, renderJsonLine } from '../../src/report/json.js';

test('JSON puts lists of numbers on one line and everything else on its own', () => {
  expect(renderJson({ a: [1, 2.5], b: { c: null, d: [] }, e: [{ f: 'g' }], h: {}, i: undefined })).toBe(
    '{\n  "a": [1, 2.5],\n  "b": {\n    "c": null,\n    "d": []\n  },\n  "e": [\n    {\n      "f": "g"\n    }\n  ],\n  "h": {}\n}\n',
  );
});

test('both forms parse back to the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const plain = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(renderJson(value))).toEqual(plain);
      expect(JSON.parse(renderJsonLine(value))).toEqual(plain);
      expect(renderJsonLine(value).trimEnd()).not.toContain('\n');
    }),
  );
});
