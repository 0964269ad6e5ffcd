// Opens the live page in frames of several widths, looks at what is drawn, presses its buttons, and writes down what is
// not as it should be, one complaint a line. The last line says that all of it was looked at.
const WIDTHS = [1280, 900, 700, 390, 340];
const complaints = [];

function expect(where, what, holds) {
  if (!holds) complaints.push(`${where}: ${what}`);
}

const patience = 300, pause = 100;

async function until(where, what, holds) {
  for (let turn = 0; turn < patience; turn++) {
    if (holds()) return;
    await new Promise(next => setTimeout(next, pause));
  }
  complaints.push(`${where}: never ${what}`);
}

async function open(width) {
  const frame = document.createElement('iframe');
  frame.style.cssText = `width: ${width}px; height: 2600px; border: 0`;
  frame.src = '/';
  const loaded = new Promise(next => frame.addEventListener('load', next));
  document.body.append(frame);
  await loaded;
  return frame.contentDocument;
}

const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
const apart = (one, other) => one.right <= other.left || one.left >= other.right || one.bottom <= other.top || one.top >= other.bottom;
const all = (page, selector) => [...page.querySelectorAll(selector)];
const rectangle = element => element.getBoundingClientRect();

function checkHelpers(where, page) {
  const names = all(page, '[data-helper]').map(group => group.dataset.helper).sort().join(' ');
  expect(where, `helpers are ${names}`, names === 'git-sync log-shipper nginx-exporter redis-ambassador');
  for (const helper of all(page, '[data-helper]')) {
    const words = all(helper, 'text').map(text => text.textContent);
    expect(where, `${words} has no count`, /^\d[\d,]*$/.test(words[2]));
    expect(where, `${words} does not say its memory`, /^\d[\d.]* of \d+ MiB$/.test(words.at(-1)));
    expect(where, `${words[0]} is not shown as up`, helper.querySelector('circle').getAttribute('fill') === 'var(--good)');
  }
}

function checkPicture(where, page) {
  const boxes = all(page, '[data-box]');
  expect(where, `${boxes.length} boxes`, boxes.length === 13);
  for (const box of boxes) {
    const edge = rectangle(box.querySelector('rect'));
    for (const text of all(box, 'text')) expect(where, `"${text.textContent}" leaves its box`, inside(rectangle(text), edge));
  }
  const flows = all(page, '[data-flow]');
  expect(where, `${flows.length} flows`, flows.length === 11 && flows.every(flow => flow.getTotalLength() > 20));
  const moving = flows.filter(flow => flow.style.visibility === 'visible').map(flow => flow.dataset.flow);
  for (const flow of ['visits', 'git', 'logs', 'status', 'metrics', 'shipped', 'commands', 'redis-primary-0', 'redis-replica-0', 'redis-replica-1']) {
    expect(where, `nothing flows: ${flow}`, moving.includes(flow));
  }
  const picture = rectangle(page.getElementById('picture'));
  for (const rate of all(page, '[data-rate]')) {
    expect(where, `no words at ${rate.dataset.rate}`, rate.textContent !== '');
    expect(where, `"${rate.textContent}" is cut off`, inside(rectangle(rate), picture));
    for (const box of boxes) expect(where, `"${rate.textContent}" of ${rate.dataset.rate} covers ${box.dataset.box}`, apart(rectangle(rate), rectangle(box)));
  }
}

function checkPlots(where, page) {
  const plots = all(page, '[data-plot]');
  expect(where, `${plots.length} plots`, plots.length === 4);
  for (const plot of plots) {
    const name = plot.dataset.plot, lines = all(plot, 'path'), keys = all(plot, '.key b'), scale = all(plot, '.scale span');
    expect(where, `${name}: ${lines.length} lines for ${keys.length} names`, lines.length === keys.length && lines.length > 0);
    for (const line of lines) expect(where, `${name}: a line of few points`, line.getAttribute('d').split('L').length > 20);
    for (const number of [...keys, ...scale]) expect(where, `${name}: ${number.textContent} has no unit`, /^[\d.,]+ (\/s|B|KiB|MiB)$/.test(number.textContent));
  }
}

function checkLayout(where, page) {
  expect(where, `is ${page.documentElement.scrollWidth} px wide`, page.documentElement.scrollWidth <= page.documentElement.clientWidth);
  for (const section of all(page, 'section, header')) expect(where, `"${section.textContent.slice(0, 20)}" is wider than itself`, section.scrollWidth <= section.clientWidth + 1);
  const log = all(page, '#log li');
  expect(where, `${log.length} shipped lines`, log.length > 3 && log.every(row => /^\d\d:\d\d:\d\d \S+ +\S/.test(row.textContent)));
  expect(where, `published: ${page.getElementById('pushes').textContent}`, /[0-9a-f]{10} served [\d,]+ ms after the push/.test(page.getElementById('pushes').textContent));
}

async function press(where, page, name, shows) {
  const button = page.querySelector(`[data-do="${name}"]`);
  button.click();
  expect(where, `${name} can be pressed twice`, button.disabled);
  await until(where, `done with ${name}`, () => !button.disabled && shows());
}

async function checkButtons(where, page) {
  const badge = () => page.getElementById('state').textContent, replica = page.querySelector('[data-box="redis-replica-1"]');
  await press(where, page, 'push', () => true);
  await press(where, page, 'requests', () => true);
  await press(where, page, 'freeze', () => badge() === 'all four helpers up, one Redis hangs');
  expect(where, 'a hung Redis looks well', replica.classList.contains('hung') && replica.textContent.includes('does not answer'));
  await press(where, page, 'unfreeze', () => badge() === 'all four helpers up');
  expect(where, 'a revived Redis looks hung', !replica.classList.contains('hung'));
}

try {
  for (const width of WIDTHS) {
    const page = await open(width), where = `${width} px`;
    await until(where, 'all four helpers up', () => page.getElementById('state').textContent === 'all four helpers up');
    checkHelpers(where, page);
    checkPicture(where, page);
    checkPlots(where, page);
    checkLayout(where, page);
    if (width === WIDTHS[0]) await checkButtons(where, page);
  }
} catch (problem) {
  complaints.push(problem.stack);
}
const report = document.createElement('pre');
report.id = 'report';
report.textContent = [...complaints, `looked at ${WIDTHS.join(', ')}`].join('\n');
document.body.replaceChildren(report);
