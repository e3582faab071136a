// Shows the values of a figure's cells under the pointer and by arrow keys. Names and values only ever become text.

const SVG = 'http://www.w3.org/2000/svg';
const svg = document.querySelector('svg[aria-describedby]');
const values = document.getElementById('values');
for (const readout of JSON.parse(document.getElementById('readouts').textContent)) attach(readout, svg);

/**
 * Makes a table of cells in a drawing tell its values; `onMove` gets the cell that is looked at. What is returned shows the
 * same cell again, after the readout's values have changed.
 */
function attach(readout, owner, onMove = () => {}) {
  const { x, y, rows, columns, cellWidth, cellHeight } = readout;
  const box = { x, y, width: columns * cellWidth, height: rows * cellHeight };
  const target = rect(box, 'target');
  const here = document.createElementNS(SVG, 'g');
  here.setAttribute('class', 'here');
  target.setAttribute('tabindex', '0');
  target.setAttribute('role', 'application');
  target.setAttribute('aria-label', `${readout.name}: arrow keys move from value to value`);
  owner.append(target, here);

  let cell = { row: indexOfZero(readout.rowRuler, rows), column: indexOfZero(readout.columnRuler, columns) };

  let shown = null;
  const show = ({ row, column }) => {
    shown = { row, column };
    onMove(shown);
    const width = Math.max(cellWidth, 2);
    const left = x + (column + 0.5) * cellWidth - width / 2;
    const place = { x: left, y: y + row * cellHeight, width, height: cellHeight };
    here.replaceChildren(rect(place, 'outer'), rect(place, 'inner'));
    tell(linesOf(readout, { row, column }), here.getBoundingClientRect());
  };
  const hide = () => {
    shown = null;
    here.replaceChildren();
    values.hidden = true;
  };

  target.addEventListener('pointermove', (event) => show(cellAt(readout, owner, event)));
  target.addEventListener('pointerdown', (event) => {
    cell = cellAt(readout, owner, event);
    show(cell);
  });
  target.addEventListener('pointerleave', () => (document.activeElement === target ? show(cell) : hide()));
  target.addEventListener('focus', () => show(cell));
  target.addEventListener('blur', hide);
  target.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
    const next = event.altKey || event.metaKey || event.ctrlKey ? undefined : moved(event, cell, readout);
    if (next === undefined) return;
    event.preventDefault();
    cell = next;
    show(cell);
  });
  return () => shown && show(shown);
}

/** The cell that a key leads to, within the table; undefined for other keys. */
function moved({ key, shiftKey }, { row, column }, { rows, columns }) {
  const step = shiftKey ? 10 : 1;
  const page = Math.ceil(columns / 10);
  const ways = {
    ArrowLeft: [0, -step],
    ArrowRight: [0, step],
    ArrowUp: [-step, 0],
    ArrowDown: [step, 0],
    PageUp: [0, -page],
    PageDown: [0, page],
    Home: [0, -columns],
    End: [0, columns],
  };
  const way = ways[key];
  return way && { row: within(row + way[0], rows), column: within(column + way[1], columns) };
}

function cellAt({ x, y, rows, columns, cellWidth, cellHeight }, owner, { clientX, clientY }) {
  const point = new DOMPoint(clientX, clientY).matrixTransform(owner.getScreenCTM().inverse());
  return {
    row: within(Math.floor((point.y - y) / cellHeight), rows),
    column: within(Math.floor((point.x - x) / cellWidth), columns),
  };
}

function within(index, count) {
  return Math.min(count - 1, Math.max(0, index));
}

/** Where the whole number 0 is in a row of them, else the beginning. */
function indexOfZero(ruler, count) {
  return ruler?.first === undefined ? 0 : within(-ruler.first, count);
}

/** What there is to tell of a cell, as pairs of a name and a value. */
function linesOf({ columns, rowRuler, columnRuler, fields }, { row, column }) {
  const rulers = [
    [rowRuler, row],
    [columnRuler, column],
  ].filter(([ruler]) => ruler !== undefined);
  const label = (ruler, i) => (ruler.labels === undefined ? ruler.first + i : ruler.labels[i]);
  return [
    ...rulers.map(([ruler, i]) => [ruler.name, label(ruler, i)]),
    ...fields.map(({ name, values: list }) => [name, list[row * columns + column] ?? 'none']),
  ];
}

/** The lines in a box beside a place, on the screen whole. */
function tell(lines, place) {
  const table = document.createElement('table');
  for (const [name, value] of lines) {
    const line = table.insertRow();
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = name;
    line.append(head);
    line.insertCell().textContent = String(value).replace(/^-/, '−');
  }
  values.replaceChildren(table);
  values.hidden = false;
  const { width, height } = values.getBoundingClientRect();
  const room = document.documentElement;
  const left = place.right + 12 + width <= room.clientWidth ? place.right + 12 : place.left - 12 - width;
  values.style.left = `${Math.max(4, left)}px`;
  values.style.top = `${Math.max(4, Math.min(place.top, room.clientHeight - height - 4))}px`;
}

function rect({ x, y, width, height }, name) {
  const element = document.createElementNS(SVG, 'rect');
  for (const [key, value] of Object.entries({ x, y, width, height, class: name })) element.setAttribute(key, value);
  return element;
}
