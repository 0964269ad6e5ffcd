// Asks for the state once a second and shows it; hands the buttons to the demonstration.
import {Picture} from './picture.js';
import {Plot, withUnit} from './plots.js';

const MEBIBYTE = 1048576;
const REDIS = {'redis-primary-0': 'writes', 'redis-replica-0': 'reads', 'redis-replica-1': 'reads'};
const byId = id => document.getElementById(id);

const picture = new Picture(byId('picture'));
const plots = [
  {title: 'Requests', unit: '/s', lines: [
    {name: 'counted', colour: 'nginx', under: true, read: s => s.rate('requests')},
    {name: 'shipped', colour: 'logs', read: s => s.rate('shipped')}]},
  {title: 'Reads', unit: '/s', lines: [
    {name: 'primary', colour: 'redis', read: s => s.rate('reads:redis-primary-0')},
    {name: 'replica 0', colour: 'r1', read: s => s.rate('reads:redis-replica-0')},
    {name: 'replica 1', colour: 'r2', read: s => s.rate('reads:redis-replica-1')}]},
  {title: 'Memory', unit: 'MiB', lines: [['log-shipper', 'logs'], ['git-sync', 'git'], ['nginx-exporter', 'prom'], ['redis-ambassador', 'redis']].map(
    ([key, colour]) => ({name: key.replace(/^[a-z]+-/, ''), colour, read: s => s.value('memory:' + key) / MEBIBYTE}))},
  {title: 'Log not yet shipped', unit: 'B', lines: [{name: 'now', colour: 'logs', read: s => s.value('lag')}]},
].map(description => new Plot(byId('plots'), description));

// What two samples say: the values of the later one, and how fast they grew.
function reader(before, now) {
  const seconds = before ? (now.at - before.at) / 1000 : 0;
  return {
    at: now.at,
    value: name => now.values[name] ?? NaN,
    rate: name => seconds > 0 && name in before.values && name in now.values
      ? Math.max(0, (now.values[name] - before.values[name]) / seconds) : NaN,
  };
}

const perSecond = rate => Number.isFinite(rate) ? withUnit(Math.round(rate * 10) / 10, '/s') : '';
const count = value => withUnit(Math.round(value), '');

function showHelper(key, name, state, now) {
  const container = state.containers[key], up = now.value('up:' + key) === 1 && (!container || container.ready);
  const memory = now.value('memory:' + key), limit = container ? container.limit : NaN, share = memory / limit;
  const text = Number.isFinite(share) ? `${withUnit(memory / MEBIBYTE, '')} of ${withUnit(limit / MEBIBYTE, 'MiB')}` : '';
  picture.setHelper(key, up, count(now.value(name)), share, text);
  return up;
}

function showRedis(server, kind, now) {
  const up = now.value('up:' + server) === 1, rate = up ? now.rate(kind + ':' + server) : 0;
  picture.setNote(server, up ? `${count(now.value(kind + ':' + server))} ${kind}` : 'does not answer', !up);
  picture.setFlow(server, rate, perSecond(rate));
  return up;
}

function showFlows(now) {
  picture.setNote('nginx', `${count(now.value('connections'))} connections`);
  picture.setNote('visitors', 'ask for pages');
  for (const [flow, name] of [['visits', 'requests'], ['shipped', 'shipped'], ['commands', 'commands']]) {
    picture.setFlow(flow, now.rate(name), perSecond(now.rate(name)));
  }
  picture.setFlow('git', now.rate('syncs'), 'asks');
  picture.setFlow('html', now.rate('updates'), 'html');
  picture.setFlow('logs', now.rate('shipped'), 'logs');
  picture.setFlow('status', now.value('nginxUp'), 'status');
  picture.setFlow('metrics', now.value('up:nginx-exporter'), 'scrape');
}

function show(state) {
  if (state.history.length < 2) return;
  // rates over five seconds: calmer lines
  const series = state.history.map((sample, index) => reader(state.history[Math.max(0, index - 5)], sample));
  const now = series.at(-1);
  const ups = [['git-sync', 'updates'], ['nginx-exporter', 'requests'], ['log-shipper', 'shipped'], ['redis-ambassador', 'commands']]
    .map(([key, name]) => showHelper(key, name, state, now));
  showFlows(now);
  const hung = Object.entries(REDIS).filter(([server, kind]) => !showRedis(server, kind, now)).length > 0;
  byId('freeze').textContent = `${hung ? 'Revive' : 'Hang'} redis-replica-1`;
  byId('freeze').dataset.do = hung ? 'unfreeze' : 'freeze';
  const good = ups.every(up => up);
  showBadge(good, good ? `all four helpers up${hung ? ', one Redis hangs' : ''}` : 'a helper is away');
  plots.forEach(plot => plot.show(series));
  if (state.pushes.length) byId('pushes').replaceChildren(...state.pushes.map(published));
  byId('log').replaceChildren(...state.log.map(shipped));
}

function showBadge(good, text) {
  byId('state').className = `state ${good ? 'good' : 'bad'}`;
  byId('state').textContent = text;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function published(push) {
  const row = document.createElement('li');
  row.append(element('code', 'hash', push.hash.slice(0, 10)), push.after < 0 ? ' was never served' : ` served ${withUnit(push.after, 'ms')} after the push`);
  return row;
}

function shipped(line) {
  const row = document.createElement('li');
  row.title = line;
  try {
    const {timestamp = '', body = '', 'http.response.status_code': status = 'error'} = JSON.parse(line);
    row.append(element('code', '', `${timestamp.slice(11, 19)} `), element('code', status === 200 ? '' : 'warn', `${status} `.padEnd(6)), element('code', 'body', body));
  } catch {
    row.append(element('code', '', line)); // not a shipped line
  }
  return row;
}

document.querySelector('.buttons').addEventListener('click', async event => {
  const button = event.target.closest('button');
  if (!button) return;
  button.disabled = true;
  try {
    await fetch('/do/' + button.dataset.do, {method: 'POST', headers: {'X-Podhelpers-Demo': '1'}});
  } finally {
    button.disabled = false;
  }
});

async function ask() {
  try {
    return await (await fetch('/state.json', {cache: 'no-store'})).json();
  } catch {
    return undefined; // nobody answers any more
  }
}

async function poll() {
  const state = await ask();
  if (state) show(state); else showBadge(false, 'the demonstration has ended');
  setTimeout(poll, 1000);
}

poll();
