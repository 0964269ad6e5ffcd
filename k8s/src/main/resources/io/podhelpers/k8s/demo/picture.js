// The picture of the Pod: boxes, the flows between them, and what each says now. Two layouts: side by side, and one
// below the other for narrow screens.
const SVG = 'http://www.w3.org/2000/svg';

const WIDE = {
  size: [1168, 480],
  pod: [206, 14, 704, 452],
  title: [224, 36, 'Pod webserver · one network, shared volumes'],
  boxes: {
    'git-server': [20, 74, 140, 60], 'visitors': [20, 190, 140, 60], 'nginx': [470, 182, 152, 66],
    'git-sync': [232, 52, 206, 104], 'nginx-exporter': [682, 52, 206, 104], 'log-shipper': [682, 198, 206, 104],
    'application': [232, 374, 170, 60], 'redis-ambassador': [482, 352, 206, 104],
    'prometheus': [974, 74, 174, 60], 'log-store': [974, 220, 174, 60],
    'redis-primary-0': [974, 312, 174, 50], 'redis-replica-0': [974, 370, 174, 50], 'redis-replica-1': [974, 428, 174, 50],
  },
  flows: {
    'visits': ['M 160 220 H 470', 330, 208, 'middle', 'inside'],
    'git': ['M 160 104 H 232', 183, 92, 'middle'],
    'html': ['M 438 104 C 500 104, 546 124, 546 182', 500, 96, 'middle', 'inside'],
    'logs': ['M 622 232 C 645 232, 655 250, 682 250', 652, 222, 'middle', 'inside'],
    'status': ['M 590 182 C 590 120, 640 104, 682 104', 618, 96, 'middle', 'inside'],
    'metrics': ['M 888 104 H 974', 942, 92, 'middle'],
    'shipped': ['M 888 250 H 974', 942, 238, 'middle'],
    'commands': ['M 402 404 H 482', 442, 392, 'middle', 'inside'],
    'redis-primary-0': ['M 688 392 C 780 392, 800 337, 974 337', 942, 327, 'middle'],
    'redis-replica-0': ['M 688 404 C 780 404, 800 395, 974 395', 942, 385, 'middle'],
    'redis-replica-1': ['M 688 416 C 780 416, 800 453, 974 453', 942, 443, 'middle'],
  },
};

const NARROW = {
  size: [400, 864],
  pod: [2, 84, 396, 556],
  title: [14, 630, 'Pod webserver'],
  boxes: {
    'git-server': [2, 8, 120, 56], 'visitors': [140, 8, 120, 56], 'prometheus': [278, 8, 120, 56],
    'git-sync': [12, 124, 178, 104], 'nginx-exporter': [210, 124, 178, 104], 'nginx': [124, 284, 152, 62],
    'log-shipper': [210, 402, 178, 104], 'application': [12, 402, 178, 56], 'redis-ambassador': [12, 502, 178, 104],
    'log-store': [240, 676, 158, 56],
    'redis-primary-0': [2, 676, 150, 50], 'redis-replica-0': [2, 740, 150, 50], 'redis-replica-1': [2, 804, 150, 50],
  },
  flows: {
    'visits': ['M 200 64 V 284', 200, 258, 'middle', 'inside'],
    'git': ['M 62 64 V 124', 72, 108, 'start', 'inside'],
    'html': ['M 90 228 C 90 262, 150 252, 154 284', 92, 266, 'end', 'inside'],
    'status': ['M 246 284 C 250 252, 310 262, 310 228', 310, 266, 'start', 'inside'],
    'metrics': ['M 338 124 V 64', 328, 108, 'end', 'inside'],
    'logs': ['M 246 346 C 250 376, 310 370, 310 402', 310, 380, 'start', 'inside'],
    'shipped': ['M 320 506 V 676', 330, 594, 'start', 'inside'],
    'commands': ['M 90 458 V 502', 100, 484, 'start', 'inside'],
    'redis-primary-0': ['M 162 606 V 688 C 162 698, 160 701, 152 701', 188, 705, 'start'],
    'redis-replica-0': ['M 170 606 V 748 C 170 760, 166 765, 152 765', 188, 769, 'start'],
    'redis-replica-1': ['M 178 606 V 806 C 178 822, 172 829, 152 829', 188, 833, 'start'],
  },
};

const HELPERS = {
  'git-sync': ['sidecar', 'git', 'revisions'],
  'nginx-exporter': ['adapter', 'prom', 'requests'],
  'log-shipper': ['sidecar', 'logs', 'lines'],
  'redis-ambassador': ['ambassador', 'redis', 'commands'],
};

const OTHERS = {
  'git-server': ['git server', 'push here', 'outside'], 'visitors': ['visitors', '', 'outside'], 'nginx': ['nginx', '', 'box'],
  'application': ['application', 'opens localhost:6379', 'box'], 'prometheus': ['Prometheus', 'scrapes :9113', 'outside'],
  'log-store': ['log store', 'standard output here', 'outside'], 'redis-primary-0': ['redis-primary-0', '', 'outside'],
  'redis-replica-0': ['redis-replica-0', '', 'outside'], 'redis-replica-1': ['redis-replica-1', '', 'outside'],
};

const FLOWS = {
  'visits': 'nginx', 'git': 'git', 'html': 'git', 'logs': 'logs', 'status': 'prom', 'metrics': 'prom', 'shipped': 'logs',
  'commands': 'redis', 'redis-primary-0': 'redis', 'redis-replica-0': 'r1', 'redis-replica-1': 'r2',
};

export function draw(tag, attributes, parent, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  parent.appendChild(element);
  return element;
}

export class Picture {
  constructor(svg) {
    this.svg = svg;
    const narrow = matchMedia('(max-width: 760px)');
    narrow.addEventListener('change', () => this.drawAll(narrow.matches ? NARROW : WIDE));
    this.drawAll(narrow.matches ? NARROW : WIDE);
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) this.animate();
  }

  drawAll(layout) {
    this.svg.replaceChildren();
    this.svg.setAttribute('viewBox', `0 0 ${layout.size.join(' ')}`);
    this.boxes = {};
    this.flows = {};
    const [x, y, width, height] = layout.pod;
    draw('rect', {x, y, width, height, rx: 11, class: 'pod'}, this.svg);
    const [titleX, titleY, title] = layout.title;
    draw('text', {x: titleX, y: titleY, class: 'kind'}, this.svg, title);
    for (const [key, colour] of Object.entries(FLOWS)) this.drawFlow(key, colour, layout.flows[key]);
    for (const [key, words] of Object.entries(OTHERS)) this.drawBox(key, words, layout.boxes[key]);
    for (const [key, words] of Object.entries(HELPERS)) this.drawHelper(key, words, layout.boxes[key]);
    // above all lines
    Object.values(this.flows).forEach(flow => this.svg.appendChild(flow.label));
  }

  drawBox(key, [name, note, kind], [x, y, width, height]) {
    const group = draw('g', {'data-box': key}, this.svg);
    draw('rect', {x, y, width, height, rx: 11, class: kind}, group);
    draw('text', {x: x + 12, y: y + height / 2 - 5, class: 'name'}, group, name);
    this.boxes[key] = {group, note: draw('text', {x: x + 12, y: y + height / 2 + 14, class: 'kind'}, group, note)};
  }

  drawHelper(key, [pattern, colour, unit], [x, y, width, height]) {
    const group = draw('g', {'data-box': key, 'data-helper': key}, this.svg);
    draw('rect', {x, y, width, height, rx: 11, class: 'box'}, group);
    draw('rect', {x, y: y + 12, width: 4, height: height - 24, rx: 2, fill: `var(--${colour})`}, group);
    draw('text', {x: x + 16, y: y + 24, class: 'name'}, group, key);
    const dot = draw('circle', {cx: x + width - 18, cy: y + 36, r: 5, fill: 'var(--soft)'}, group);
    draw('text', {x: x + 16, y: y + 40, class: 'kind'}, group, pattern);
    const big = draw('text', {x: x + 16, y: y + 67, class: 'big'}, group, '–');
    draw('text', {x: x + width - 14, y: y + 67, class: 'small', 'text-anchor': 'end'}, group, unit);
    draw('rect', {x: x + 16, y: y + 76, width: width - 30, height: 4, rx: 2, class: 'bar'}, group);
    const bar = draw('rect', {x: x + 16, y: y + 76, width: 0, height: 4, rx: 2, fill: `var(--${colour})`}, group);
    const memory = draw('text', {x: x + 16, y: y + 96, class: 'small'}, group, '');
    this.boxes[key] = {group, dot, big, bar, memory, full: width - 30};
  }

  drawFlow(key, colour, [path, x, y, anchor, place = '']) {
    draw('path', {d: path, class: 'flow', stroke: `var(--${colour})`}, this.svg);
    const dots = draw('path', {d: path, class: 'dots', stroke: `var(--${colour})`, 'data-flow': key}, this.svg);
    const label = draw('text', {x, y, class: `rate ${place}`, 'text-anchor': anchor, 'data-rate': key}, this.svg, '');
    this.flows[key] = {dots, label, offset: 0, speed: 0};
  }

  setFlow(key, rate, text) {
    const flow = this.flows[key];
    flow.speed = Number.isFinite(rate) && rate > 0 ? Math.min(160, 14 + 18 * Math.log2(1 + rate)) : 0;
    flow.dots.style.visibility = flow.speed ? 'visible' : 'hidden';
    flow.label.textContent = text;
  }

  setHelper(key, up, text, memoryShare, memoryText) {
    const box = this.boxes[key];
    box.dot.setAttribute('fill', up ? 'var(--good)' : 'var(--bad)');
    box.big.textContent = text;
    box.bar.setAttribute('width', Number.isFinite(memoryShare) ? box.full * Math.min(1, memoryShare) : 0);
    box.memory.textContent = memoryText;
  }

  setNote(key, text, hung = false) {
    this.boxes[key].note.textContent = text;
    this.boxes[key].group.setAttribute('class', hung ? 'hung' : '');
  }

  animate() {
    let last = performance.now();
    const frame = at => {
      const passed = (at - last) / 1000;
      last = at;
      for (const flow of Object.values(this.flows)) {
        if (!flow.speed) continue;
        flow.offset = (flow.offset - flow.speed * passed) % 22.1;
        flow.dots.style.strokeDashoffset = flow.offset;
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }
}
