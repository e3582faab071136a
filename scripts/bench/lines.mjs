import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fairEnvironment } from './environment.mjs';

/** In a child: answers every line of JSON with one. */
export async function answerLines(answer) {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
  }
}

/** Starts a child that answers lines; one question at a time. */
export function startServer(program, args, { threads } = {}) {
  const child = spawn(program, args, { env: fairEnvironment({ threads }), stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`${program} ${args.join(' ')} ended without an answer to ${JSON.stringify(question)}`);
      return JSON.parse(value);
    },
    stop: () => child.kill(),
  };
}
