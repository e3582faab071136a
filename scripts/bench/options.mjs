import { parseArgs } from 'node:util';

export const PARTS = ['register', 'kernels', 'compare', 'growth', 'frequencies', 'panes'];

const USAGE = `usage: npm run bench -- [options]

  --only <parts>     comma-separated: ${PARTS.join(', ')}
  --quick            small sizes, one round: whether everything runs, in less than a minute
  --rounds <n>       how often everything is measured (5; with --quick 1)
  --data <folder>    keep the layers there and use them again, instead of a temporary folder
  --all              run numpy on all pairs of panes, not on some of them (an hour)
  --json <file>      write every measurement
  --markdown <file>  write the tables as Markdown

PYTHON in the environment names the Python with numpy (python3).
`;

/** What was asked for; the usage and the end of the process where that cannot be told. */
export function readOptions(args) {
  const { values, problem } = parsed(args);
  if (problem !== undefined || values.help) {
    (values?.help ? process.stdout : process.stderr).write(problem === undefined ? USAGE : `${problem}\n\n${USAGE}`);
    process.exit(values?.help ? 0 : 2);
  }
  return { ...values, parts: values.only.split(','), rounds: Number(values.rounds ?? (values.quick ? 1 : 5)) };
}

function parsed(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string', default: PARTS.join(',') },
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        all: { type: 'boolean', default: false },
        data: { type: 'string' },
        json: { type: 'string' },
        markdown: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    const stranger = values.only.split(',').find((part) => !PARTS.includes(part));
    if (stranger !== undefined) return { problem: `there is no part '${stranger}'` };
    if (!/^[1-9]\d*$/.test(values.rounds ?? '1'))
      return { problem: `--rounds ${values.rounds} is no number of rounds` };
    return { values };
  } catch (error) {
    return { problem: error.message };
  }
}
