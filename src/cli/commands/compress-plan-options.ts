import { Command, Option } from 'commander';
import { addRuleOptions, type RuleOptions } from '../asked-rule.js';
import { addCompressionOptions, addOperandOptions, type CompressionOptions } from '../compression-options.js';
import * as option from '../options.js';

/** What `svcca compress-plan` was asked for, parsed. */
export interface CompressPlanCommandOptions extends CompressionOptions, RuleOptions {
  readonly chain?: string;
  readonly saveFactors?: string;
}

const HELP = `
A layer of p neurons that W (outputs × p) reads is factored through k directions: W·x + b becomes W₂·(E·x) + b', with
k·(outputs + p) parameters instead of outputs·p. That is less only for k below the break-even, outputs·p / (outputs + p).
Directions come from the layer alone, from another network's layer (--with) or from logits (--logits). The file of factors
has three arrays, 0.weight (k × p), 1.weight (outputs × k) and 1.bias, which PyTorch loads as they are:

  factors = {name: torch.from_numpy(array) for name, array in numpy.load('factors.npz').items()}
  k, p = factors['0.weight'].shape
  layer = nn.Sequential(nn.Linear(p, k, bias=False), nn.Linear(k, len(factors['1.bias'])))
  layer.load_state_dict(factors)

A chain is a JSON file of consecutive layers, bottom up, with paths relative to it:

  {"layers": [{"name": "fc1", "activations": "fc1.npy", "weights": "fc2.weight.npy", "bias": "fc2.bias.npy",
               "then": "relu", "ratio": 0.35},
              {"name": "fc2", "activations": "fc2.npy", "weights": "logits.weight.npy", "accuracyDrop": 0.01}],
   "labels": "labels.npy"}

A layer may also have "with" or "logits", "heldOut", "labels", "method", another rule ("directions", "budget", "residual") and
"given": true where its activations are of the network with the layers before compressed. With "then", what the network applies
to W·x + b, the activations of the next layer are computed as the compressed layers leave them.

Examples:
  $ svcca compress-plan fc2.npy --weights fc3.weight.npy --bias fc3.bias.npy --ratio 0.35 --save-factors factors.npz
  $ svcca compress-plan a/fc2.npy --with b/fc2.npy --weights net.safetensors:fc3.weight --bias net.safetensors:fc3.bias
  $ svcca compress-plan fc3.npy --logits logits.npy --weights w.npy --bias b.npy --labels labels.npy --accuracy-drop 0.01
  $ svcca compress-plan fc2.npy --weights w.npy --budget 200k --held-out test/fc2.npy --plot plan.svg
  $ svcca compress-plan --chain chain.json --out-dir plan

Exit codes: 0 done, 2 usage, 3 bad input, 4 numerically undefined, 70 a bug.
`;

/** `svcca compress-plan` as it is typed and explained, without what it does. */
export function declareCompressPlan(): Command {
  const command = new Command('compress-plan')
    .description('how far can this layer be factored, with which matrices, at what cost?')
    .argument('[layer]', 'the activations that W reads: .npy, file.npz:key, file.safetensors:key, or -');
  addOperandOptions(command).addOption(
    new Option('--chain <manifest.json>', 'consecutive layers instead of one').argParser(option.fileName),
  );
  addCompressionOptions(addRuleOptions(command));
  return command
    .optionsGroup(option.GROUPS.result)
    .addOption(new Option('--save-factors <file.npz>', 'write the two linear layers there').argParser(option.fileName))
    .addHelpText('after', HELP)
    .action(async (layer: string | undefined, options: CompressPlanCommandOptions) => {
      // What it takes is only loaded where a plan is asked for.
      const { runCompressPlan } = await import('./compress-plan.js');
      await runCompressPlan(layer, options);
    });
}
