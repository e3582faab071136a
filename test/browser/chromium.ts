import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const PROGRAM = process.env['SVCCA_CHROMIUM'] ?? 'chromium';
/** Headless, as root too, quiet towards a network that may not be there, and the same pixels everywhere. */
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions'],
  ...['--force-color-profile=srgb', '--force-device-scale-factor=1', '--hide-scrollbars'],
];
const SLOWEST_ANSWER = 60_000;

type Json = { readonly [key: string]: unknown };
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Json;
  readonly result?: Json;
  readonly error?: { readonly message: string };
}

/** A page in a browser of its own, driven over the pipe of its developer tools. */
export interface BrowserPage {
  /** Everything that went wrong or out: console messages, exceptions, dialogs, violations, requests for anything but the page. */
  readonly complaints: readonly string[];
  send(method: string, params?: Json): Promise<Json>;
  /** What an expression is in the page, as JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses and lets go a key: `ArrowRight`, `Home`, a blank. */
  press(key: string): Promise<void>;
  moveTo(place: { x: number; y: number }): Promise<void>;
  click(place: { x: number; y: number }): Promise<void>;
  screenshot(): Promise<Buffer>;
}

/** Opens files in Chromium one after the other; `close` ends the process that was started, and waits for it. */
export async function openChromium(): Promise<{ open(file: string): Promise<BrowserPage>; close(): Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'svcca-chromium-'));
  const browser = spawn(PROGRAM, [...FLAGS, '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<never>((_, reject) => {
    browser.once('error', (error) =>
      reject(new Error(`${PROGRAM} cannot be started (${error.message}); install it: apt-get install chromium`)),
    );
    browser.once('exit', (code) => reject(new Error(`${PROGRAM} ended with ${code}`)));
  });
  gone.catch(() => {});
  const { request, listen } = connect(browser, gone);
  const close = async () => {
    const ended = browser.exitCode === null ? new Promise((resolve) => browser.once('exit', resolve)) : undefined;
    browser.kill('SIGKILL');
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  };
  const open = async (file: string) => {
    const { targetId } = await request('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await request('Target.attachToTarget', { targetId, flatten: true });
    return openPage(`file://${file}`, {
      send: (method, params = {}) => request(method, params, sessionId as string),
      listen: (heard) => listen((message, session) => session === sessionId && heard(message)),
    });
  };
  return { open, close };
}

type Heard = (message: Message, session: unknown) => void;

/** Messages over the pipe: JSON, each ended by a zero byte. */
function connect({ stdio }: ChildProcess, gone: Promise<never>) {
  const [, , , input, output] = stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, { resolve: (result: Json) => void; reject: (error: Error) => void }>();
  const listeners: Heard[] = [];
  let [sent, rest] = [0, ''];
  input.on('error', () => {});
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) hear(JSON.parse(message));
  });
  function hear(message: Message & { sessionId?: string }) {
    const asked = message.id === undefined ? undefined : waiting.get(message.id);
    if (asked === undefined) for (const heard of listeners) heard(message, message.sessionId);
    else if (message.error !== undefined) asked.reject(new Error(message.error.message));
    else asked.resolve(message.result ?? {});
  }
  function request(method: string, params: Json, sessionId?: string): Promise<Json> {
    const id = ++sent;
    const answer = new Promise<Json>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer to ${method}`)), SLOWEST_ANSWER);
      const settled =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          clearTimeout(late);
          waiting.delete(id);
          then(value);
        };
      waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
    answer.catch(() => {});
    return Promise.race([answer, gone]);
  }
  return { request, listen: (heard: Heard) => void listeners.push(heard) };
}

async function openPage(
  url: string,
  { send, listen }: { send: BrowserPage['send']; listen: (heard: (message: Message) => void) => void },
): Promise<BrowserPage> {
  const complaints: string[] = [];
  let loaded = () => {};
  const load = new Promise<void>((resolve) => {
    loaded = resolve;
  });
  listen(({ method, params = {} }) => {
    if (method === 'Page.loadEventFired') loaded();
    if (method === 'Page.javascriptDialogOpening') complaints.push('a dialog');
    if (method === 'Log.entryAdded' || method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown')
      complaints.push(`${method} ${JSON.stringify(params)}`);
    if (method === 'Network.requestWillBeSent') {
      const asked = (params['request'] as { url: string }).url;
      if (asked !== url) complaints.push(`request ${asked}`);
    }
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Emulation.setDeviceMetricsOverride', { width: 1100, height: 900, deviceScaleFactor: 1, mobile: false });
  await send('Page.navigate', { url });
  await load;
  return {
    complaints,
    send,
    async evaluate<T>(expression: string) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value: T }).value;
    },
    async press(key) {
      const pressed = { key, code: key === ' ' ? 'Space' : key, windowsVirtualKeyCode: KEY_CODES[key] };
      await send('Input.dispatchKeyEvent', {
        type: key === ' ' ? 'keyDown' : 'rawKeyDown',
        ...pressed,
        ...textOf(key),
      });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...pressed });
    },
    moveTo: async (place) => void (await send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...place })),
    async click(place) {
      const click = { ...place, button: 'left', clickCount: 1 };
      await send('Input.dispatchMouseEvent', { type: 'mousePressed', ...click });
      await send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...click });
    },
    async screenshot() {
      const { data } = await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
      return Buffer.from(data as string, 'base64');
    },
  };
}

const KEY_CODES: { readonly [key: string]: number } = {
  ...{ ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40, Home: 36, End: 35, Tab: 9, Escape: 27, ' ': 32 },
};

function textOf(key: string): Json {
  return key === ' ' ? { text: ' ' } : {};
}
