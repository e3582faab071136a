// node time-stages.mjs X.npy Y.npy: prints as JSON where the time of a comparison frequency by frequency goes, seen from outside the library.
import { makeEngine } from '../../dist/src/engine/default-engine.js';
import { compare, openLayers } from '../../dist/src/index.js';

const { engine, spent } = timed(makeEngine());
const { layers, close } = await openLayers(process.argv.slice(2), { layout: 'nhwc' });
const start = performance.now();
let read;
const onStage = () => {
  read ??= performance.now();
};
const { metrics } = await compare(layers[0].activations, layers[1].activations, {
  metrics: ['svcca'],
  engine,
  onStage,
});
const end = performance.now();
await close();
const { transform, transformAndGram } = spent;
const gram = transformAndGram - transform;
const reading = read - start - transform - transformAndGram;
const milliseconds = { reading, transform, gram, factoring: end - read };
process.stdout.write(`${JSON.stringify({ svcca: metrics.svcca, milliseconds })}\n`);

/** An engine that does every transform once more without any products, so that the two can be told apart. */
function timed(engine) {
  const spent = { transform: 0, transformAndGram: 0 };
  const clocked = (what, work) => {
    const begun = performance.now();
    work();
    spent[what] += performance.now() - begun;
  };
  const spectralStream = (shape) => {
    const stream = engine.spectralStream(shape);
    const add = (values, centrings, options) => {
      clocked('transform', () => stream.add(values, centrings, { blocks: 0 }));
      clocked('transformAndGram', () => stream.add(values, centrings, options));
    };
    return { ...stream, add };
  };
  return { engine: { ...engine, spectralStream }, spent };
}
