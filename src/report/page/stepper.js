// Shows one large pane for the step that a slider stands at, and the curves below. Uses `attach` and `SVG` of figure.js.

const data = JSON.parse(document.getElementById('steps').textContent);
const part = (id) => document.getElementById(id);
const [stepper, slider, pane, curves] = ['stepper', 'step', 'pane', 'curves'].map(part);
const count = data.layers.length;
const last = data.steps.length - 1;

/** Sizes in pixels. */
const [LARGEST_PANE, LARGEST_CELL, SMALLEST_CELL] = [620, 64, 4];
const [LONGEST_NAME, LINE, GAP, BAR, TOP] = [200, 12.5, 8, 3, 6];
const PLOT = { left: 40, top: 8, width: 620, height: 220, bottom: 22 };
const PLAY_MS = 700;
const NO_VALUE = 0xffff;

const cell = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, Math.floor(LARGEST_PANE / count)));
const size = count * cell;
const state = { step: 0, view: 0, layer: count - 1 };
const views = data.views.map(({ panes }) => panes.map(unpacked));
const floors = data.floors?.map(unpacked);
let timer;

stepper.hidden = false;
const drawn = drawPane();
const lines = drawCurves();
const readout = {
  name: 'values of this step',
  ...{ x: drawn.left, y: 0, rows: count, columns: count, cellWidth: cell, cellHeight: cell },
  rowRuler: { name: 'at this step', labels: [...data.layers].reverse() },
  columnRuler: { name: `at ${data.steps[last]}`, labels: data.layers },
  fields: [],
};
const tellAgain = attach(readout, pane, ({ row }) => {
  state.layer = count - 1 - row;
  markLayer();
});
offerViews();
slider.max = String(last);
slider.value = '0';
part('stepper-note').textContent =
  `Similarity: ${data.metric}. Rows: the layers at this step, the first at the bottom; columns: the layers at ${data.steps[last]}. ` +
  'The bar at the right marks the layers that have settled.';
show();

slider.addEventListener('input', () => go(Number(slider.value)));
slider.addEventListener('keydown', (event) => {
  if (event.key !== ' ') return;
  event.preventDefault();
  togglePlay();
});
part('play').addEventListener('click', togglePlay);
curves.addEventListener('pointerdown', (event) => {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(curves.getScreenCTM().inverse());
  pause();
  go(within(Math.round(((point.x - PLOT.left) / PLOT.width) * last), last + 1));
});

function unpacked(text) {
  const bytes = atob(text);
  return Array.from({ length: bytes.length / 2 }, (_, i) => {
    const code = bytes.charCodeAt(2 * i) + 256 * bytes.charCodeAt(2 * i + 1);
    return code === NO_VALUE ? null : (code - 10000) / 10000;
  });
}

function go(step) {
  state.step = step;
  slider.value = String(step);
  show();
}

function togglePlay() {
  if (timer !== undefined) return pause();
  if (state.step === last) go(0);
  part('play').textContent = 'Pause';
  part('play').setAttribute('aria-pressed', 'true');
  timer = setInterval(() => (state.step < last ? go(state.step + 1) : pause()), PLAY_MS);
}

function pause() {
  clearInterval(timer);
  timer = undefined;
  part('play').textContent = 'Play';
  part('play').setAttribute('aria-pressed', 'false');
}

/** The step and the view of the state, everywhere. */
function show() {
  const { step, view } = state;
  const values = views[view][step];
  // The first layer is the lowest row.
  const upwards = (list) => list.map((_, i) => list[(count - 1 - Math.floor(i / count)) * count + (i % count)]);
  readout.fields = [
    { name: 'similarity', values: upwards(values) },
    ...(floors === undefined ? [] : [{ name: 'by chance', values: upwards(floors[step]) }]),
  ];
  drawn.cells.forEach((rect, i) => {
    const value = values[i];
    rect.setAttribute('fill', value === null ? 'url(#no-value)' : colourOf(value));
  });
  data.settled.forEach((at, layer) => {
    drawn.bars[layer].setAttribute('visibility', at !== null && at <= step ? 'visible' : 'hidden');
  });
  part('step-name').textContent = `${data.steps[step]} (${step + 1} of ${last + 1})`;
  slider.setAttribute('aria-valuetext', data.steps[step]);
  const x = String(placeOf(step));
  lines.now.setAttribute('x1', x);
  lines.now.setAttribute('x2', x);
  lines.paths.forEach((path, layer) => {
    path.setAttribute('d', curveOf(layer));
  });
  markLayer();
  tellAgain();
}

function colourOf(value) {
  const { ramp } = data;
  return ramp[Math.round(Math.min(1, Math.max(0, value)) * (ramp.length - 1))];
}

function similarityOf(step, layer) {
  return views[state.view][step][layer * count + layer];
}

/** The curve of the layer that is looked at, above the others, with its name below. */
function markLayer() {
  const { layer, step } = state;
  lines.paths.forEach((path, i) => {
    path.setAttribute('class', i === layer ? 'curve chosen' : 'curve');
  });
  lines.top.setAttribute('d', curveOf(layer));
  const value = similarityOf(step, layer);
  const at = data.settled[layer];
  const settles = at === null ? 'never settles' : `settles at ${data.steps[at]}`;
  part('curve-name').textContent =
    `${data.layers[layer]}: ${value === null ? 'no value' : value.toFixed(4)} at ${data.steps[step]}; ${settles}`;
}

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  parent.append(made);
  return made;
}

function drawPane() {
  const names = element('g', { class: 'fill-ink', 'font-size': 11 }, pane);
  const every = Math.ceil(LINE / cell);
  // The last layer has a name in any case, and so none stands too near before it.
  const texts = data.layers
    .map((name, layer) => ({ name, layer }))
    .filter(({ layer }) => layer === count - 1 || (layer % every === 0 && layer + every < count));
  pane.setAttribute('width', '1');
  const labels = texts.map(({ name, layer }) => {
    const text = element('text', { 'text-anchor': 'end' }, names);
    const turned = element('text', { 'text-anchor': 'end' }, names);
    const width = shortened(text, name);
    turned.textContent = text.textContent;
    return { layer, text, turned, width };
  });
  const longest = Math.max(0, ...labels.map(({ width }) => width));
  const left = longest + GAP;
  for (const { layer, text, turned } of labels) {
    const middle = (layer + 0.5) * cell;
    text.setAttribute('x', String(longest));
    text.setAttribute('y', String(size - middle + 4));
    turned.setAttribute('transform', `translate(${left + middle + 4} ${size + GAP}) rotate(-90)`);
  }
  const [width, height] = [left + size + 3 * BAR, size + GAP + longest + 2];
  setSize(pane, width, height, TOP);
  hatch(pane);
  const group = element('g', { 'shape-rendering': 'crispEdges' }, pane);
  const cells = Array.from({ length: count * count }, (_, i) => {
    const [row, column] = [Math.floor(i / count), i % count];
    return element('rect', { x: left + column * cell, y: (count - 1 - row) * cell, width: cell, height: cell }, group);
  });
  const bars = data.layers.map((_, layer) => {
    const place = { x: left + size + BAR, y: (count - 1 - layer) * cell, width: BAR, height: cell };
    return element('rect', { ...place, class: 'fill-accent' }, pane);
  });
  return { left, cells, bars };
}

/** The name, without its beginning where it is too long, and the width that it takes. */
function shortened(text, name) {
  const characters = [...name];
  text.textContent = name;
  let [low, high] = [0, characters.length];
  if (text.getComputedTextLength() > LONGEST_NAME) {
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      text.textContent = `…${characters.slice(middle).join('')}`;
      if (text.getComputedTextLength() > LONGEST_NAME) low = middle;
      else high = middle;
    }
    text.textContent = `…${characters.slice(high).join('')}`;
  }
  return Math.ceil(text.getComputedTextLength());
}

function hatch(parent) {
  const attributes = { id: 'no-value', width: 6, height: 6, patternUnits: 'userSpaceOnUse' };
  const pattern = element('pattern', attributes, element('defs', {}, parent));
  element('path', { d: 'M-1 7L7 -1M-1 1L1 -1M5 7L7 5', class: 'stroke-muted' }, pattern);
}

function drawCurves() {
  const { left, top, width, height, bottom } = PLOT;
  setSize(curves, left + width + 14, top + height + bottom);
  for (const value of [0, 0.5, 1]) {
    const y = top + height * (1 - value);
    element('line', { x1: left, x2: left + width, y1: y, y2: y, class: 'stroke-grid' }, curves);
    const attributes = { x: left - 8, y: y + 4, 'text-anchor': 'end', 'font-size': 11, class: 'fill-muted' };
    element('text', attributes, curves).textContent = String(value);
  }
  data.steps.forEach((_, step) => {
    const [x, y] = [placeOf(step), top + height];
    element('line', { x1: x, x2: x, y1: y, y2: y + 4, class: 'stroke-muted' }, curves);
  });
  [0, last].forEach((step, i) => {
    if (i === 1 && last === 0) return;
    const anchor = i === 0 ? 'start' : 'end';
    const place = { x: placeOf(step), y: top + height + 18, 'text-anchor': anchor, 'font-size': 11 };
    element('text', { ...place, class: 'fill-muted' }, curves).textContent = data.steps[step];
  });
  const paths = data.layers.map(() => element('path', { class: 'curve' }, curves));
  const topmost = element('path', { class: 'curve chosen' }, curves);
  const now = element('line', { y1: top, y2: top + height, class: 'now' }, curves);
  return { paths, top: topmost, now };
}

function placeOf(step) {
  return PLOT.left + (last === 0 ? 0.5 : step / last) * PLOT.width;
}

/** Lines between neighbouring values; one alone is a dot. */
function curveOf(layer) {
  let before = false;
  const parts = data.steps.map((_, step) => {
    const value = similarityOf(step, layer);
    if (value === null) {
      before = false;
      return '';
    }
    const y = PLOT.top + PLOT.height * (1 - Math.min(1, Math.max(0, value)));
    const place = `${placeOf(step).toFixed(1)} ${y.toFixed(1)}`;
    const line = before ? `L${place}` : `M${place}h0`;
    before = true;
    return line;
  });
  return parts.join('');
}

function setSize(drawing, width, height, above = 0) {
  drawing.setAttribute('width', String(width));
  drawing.setAttribute('height', String(height + above));
  drawing.setAttribute('viewBox', `0 ${-above} ${width} ${height + above}`);
}

function offerViews() {
  if (data.views.length < 2) return;
  part('views').hidden = false;
  data.views.forEach(({ name }, i) => {
    const label = document.createElement('label');
    const button = document.createElement('input');
    Object.assign(button, { type: 'radio', name: 'view', value: String(i), checked: i === 0 });
    button.addEventListener('change', () => {
      state.view = i;
      show();
    });
    label.append(button, ` ${name}`);
    part('views').append(label);
  });
}
