// Plots of the last minutes: one line for each series, its latest value beside its name.
import {draw} from './picture.js';

const WIDTH = 560, HEIGHT = 100, LEAST_SPAN = 60000;

const decimal = value => Number.isFinite(value)
  ? (value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString('en') : value.toFixed(1)) : '–';

// A number and its unit, never broken apart.
export function withUnit(value, unit) {
  if (unit === 'B' && value >= 1024) return value >= 1048576 ? `${decimal(value / 1048576)} MiB` : `${decimal(value / 1024)} KiB`;
  return unit ? `${decimal(value)} ${unit}` : decimal(value);
}

const STEPS = [1, 2, 4, 6, 8, 10];

// The top of the scale: a number whose half is round too.
function top(value, unit) {
  if (unit === 'B') return Math.max(1024, 2 ** Math.ceil(Math.log2(Math.max(value, 1))));
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return Math.max(2, STEPS.map(step => step * power).find(step => step >= value) ?? value);
}

function ago(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s ago` : `${decimal(Math.round(seconds / 6) / 10)} min ago`;
}

export class Plot {
  constructor(parent, {title, unit, lines}) {
    Object.assign(this, {unit, lines});
    const section = document.createElement('section');
    section.innerHTML = `<h2>${title}</h2><div class="keys"></div><div class="plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none"></svg>`
      + '<div class="scale"><span></span><span></span><span></span></div><div class="times"><span></span><span>now</span></div></div>';
    section.dataset.plot = title;
    this.keys = section.querySelector('.keys');
    this.svg = section.querySelector('svg');
    this.marks = section.querySelectorAll('.scale span');
    this.begin = section.querySelector('.times span');
    parent.appendChild(section);
  }

  show(series) {
    const values = this.lines.map(line => series.map(line.read));
    const scale = top(Math.max(0, ...values.flat().filter(Number.isFinite)), this.unit);
    const end = series.at(-1).at, span = Math.max(LEAST_SPAN, end - series[0].at);
    this.svg.replaceChildren();
    for (const y of [0, HEIGHT / 2, HEIGHT]) draw('line', {x1: 0, x2: WIDTH, y1: y, y2: y}, this.svg);
    [scale, scale / 2, 0].forEach((value, index) => { this.marks[index].textContent = withUnit(value, this.unit); });
    this.begin.textContent = ago(span);
    this.keys.replaceChildren(...this.lines.map((line, index) => this.key(line, values[index].at(-1))));
    this.lines.forEach((line, index) => {
      const path = this.path(series, values[index], at => WIDTH - (end - at) / span * WIDTH, scale);
      if (path) draw('path', {d: path, stroke: `var(--${line.colour})`, class: line.under ? 'under' : 'line'}, this.svg);
    });
  }

  key(line, value) {
    const key = document.createElement('span'), swatch = document.createElement('i'), number = document.createElement('b');
    key.className = 'key';
    swatch.style.background = `var(--${line.colour})`;
    number.textContent = withUnit(value, this.unit);
    key.append(swatch, `${line.name} `, number);
    return key;
  }

  // A gap where there is no value.
  path(series, values, x, scale) {
    let path = '', pen = 'M';
    values.forEach((value, index) => {
      if (!Number.isFinite(value)) { pen = 'M'; return; }
      path += `${pen}${x(series[index].at).toFixed(1)} ${(HEIGHT - value / scale * HEIGHT).toFixed(1)}`;
      pen = 'L';
    });
    return path;
  }
}
