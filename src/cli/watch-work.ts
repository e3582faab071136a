import { collectGarbage } from './collect-garbage.js';
import { type ProgressOptions, startProgress } from './progress.js';

/** Shows how far the work is, and frees what each stage left behind before the next one begins. */
export async function watchWork(options: ProgressOptions) {
  const progress = await startProgress(options);
  const onStage = (stage: string) => {
    progress.stage(stage);
    collectGarbage();
  };
  return { callbacks: { onProgress: progress.advance, onStage }, stop: progress.stop };
}
