// AssemblyScript. Work shared by threads: every thread runs its own instance of this module over one memory. Module variables
// belong to one instance alone; what tasks share is behind the context's address.

// Where the threads meet, each word on its own cache line below the kernels' constants.
const EPOCH: usize = 64;
const OPEN: usize = 128;
const NEXT: usize = 192;
const ACTIVE: usize = 256;
const JOB: usize = 320;
const THREADS: usize = 384;

/** How often a thread looks again before it sleeps: about 20 µs on Zen 5, as long as the steps between two jobs of a reduction take. */
const SPINS: i32 = 80000;

/** This instance's number; 0 is the one that hands out work. */
let thread: i32 = 0;
/** A task that hands out tasks runs them itself. */
let busy: bool = false;

/** This thread's number among `threads()`. */
export function threadIndex(): i32 {
  return thread;
}

/** Threads that may take part, this one included; scratch memory of theirs is as many pieces. */
export function threads(): i32 {
  return max(1, load<i32>(THREADS));
}

/** Bytes of so many for every thread. */
export function forThreads(bytes: i32): i32 {
  return threads() * bytes;
}

/** Whether the next tasks are too short to be handed out: waking a thread takes longer. */
export function workAlone(alone: i32): void {
  busy = alone !== 0;
}

export function setThreads(count: i32): void {
  store<i32>(THREADS, count);
}

/**
 * Runs task(0, context) … task(count − 1, context), on as many threads as are there; afterwards all have run. Tasks write
 * to places of their own, and no result depends on who runs which.
 */
export function parallelFor(task: (index: i32, context: usize) => void, count: i32, context: usize): void {
  if (busy || count < 2 || threads() < 2) {
    for (let i = 0; i < count; i++) task(i, context);
    return;
  }
  store<u32>(JOB, <u32>changetype<usize>(task));
  store<i32>(JOB, count, 4);
  store<u32>(JOB, <u32>context, 8);
  atomic.store<i32>(NEXT, 0);
  atomic.store<i32>(OPEN, 1);
  atomic.add<i32>(EPOCH, 1);
  atomic.notify(EPOCH, -1);
  drain();
  atomic.store<i32>(OPEN, 0);
  // A thread that came late sees that nothing is open; one that saw it open is counted here.
  for (let active = atomic.load<i32>(ACTIVE); active !== 0; active = atomic.load<i32>(ACTIVE))
    sleepWhile(ACTIVE, active);
}

/** What a further thread does: it takes part in every job and never returns. */
export function work(index: i32): void {
  thread = index;
  let seen = 0;
  for (;;) {
    sleepWhile(EPOCH, seen);
    seen = atomic.load<i32>(EPOCH);
    atomic.add<i32>(ACTIVE, 1);
    if (atomic.load<i32>(OPEN) === 1) drain();
    if (atomic.sub<i32>(ACTIVE, 1) === 1) atomic.notify(ACTIVE, -1);
  }
}

function drain(): void {
  const task = changetype<(index: i32, context: usize) => void>(<usize>load<u32>(JOB));
  const count = load<i32>(JOB, 4);
  const context = <usize>load<u32>(JOB, 8);
  busy = true;
  for (let i = atomic.add<i32>(NEXT, 1); i < count; i = atomic.add<i32>(NEXT, 1)) task(i, context);
  busy = false;
}

/** Returns when the word is not `value` any more; it may return early. */
function sleepWhile(address: usize, value: i32): void {
  for (let i = 0; i < SPINS; i++) if (atomic.load<i32>(address) !== value) return;
  atomic.wait<i32>(address, value, -1);
}
