/* The board: draws each state that the hub sends, and keeps the clock and the messages going in between. */
'use strict';
var Turno = window.Turno || {};

(function () {
  /* Milliseconds. */
  const FRESH = 15000;
  const MESSAGE = 10000;
  const TURN = 180;
  /* Heights in units of the drawing. */
  const SIDE = { head: 52, title: 60, between: 40, foot: 24, earlier: 111, waiting: 74 };

  const words = Turno.words(Turno.askedLanguage());
  const at = (id) => document.getElementById(id);
  let board = null;
  let heardAt = 0;
  const fresh = new Map();

  function show(next) {
    if (board) next.current.filter(isNews).forEach(announce);
    board = next;
    heardAt = performance.now();
    draw();
  }

  /** A call that this screen has not shown yet, or one that was repeated. */
  function isNews(call) {
    return !board.current.some((known) => known.number === call.number && known.called_at === call.called_at);
  }

  function announce(call) {
    fresh.set(call.number, performance.now() + FRESH);
    at('spoken').textContent = words.spoken(call.number.charAt(0) + ' ' + call.number.slice(1), call.counter);
    setTimeout(draw, FRESH + 50);
  }

  const isFresh = (call) => (fresh.get(call.number) || 0) > performance.now();

  function draw() {
    if (!board) return;
    const unit = Turno.setUnit();
    drawTexts();
    drawSide(unit);
    drawFoot(unit);
    drawMessage(unit);
    const stage = at('stage');
    Turno.drawCalls(at('calls'), board.current, isFresh, stage.clientWidth, stage.clientHeight, unit);
    drawClock();
    document.body.dataset.drawn = board.now;
    document.body.dataset.screen = document.documentElement.clientWidth + 'x' + document.documentElement.clientHeight;
  }

  function drawTexts() {
    document.title = board.site;
    const nobody = board.current.length === 0;
    at('now-title').textContent = nobody ? '\u00a0' : words.nowTitle;
    at('calls').hidden = nobody;
    at('nobody').hidden = !nobody;
    at('nobody-title').textContent = words.nobodyTitle;
    at('nobody-words').textContent = words.nobodyWords;
  }

  /* Who was called before gets at most six rows and, when many services wait, fewer. */
  function drawSide(unit) {
    const side = document.querySelector('aside');
    const upright = document.body.className === 'portrait';
    const count = board.services.length;
    const columns = count <= 4 || (upright && count <= 5) ? 1 : count <= 12 ? 2 : 3;
    const rows = Math.ceil(count / columns);
    let earlier = board.earlier.slice(0, 6);
    const fixed = (earlier.length ? SIDE.title + SIDE.between : 0) + (count ? SIDE.title : 0) + SIDE.head + SIDE.foot;
    const height = upright ? 0.44 * document.documentElement.clientHeight : side.clientHeight;
    const room = Math.max(0, height / unit - fixed);
    let [tall, row] = [SIDE.earlier, SIDE.waiting];
    const over = () => earlier.length * tall + rows * row - room;
    while (earlier.length > 4 && over() > 0) earlier.pop();
    if (rows && over() > 0) row = Math.max(58, row - over() / rows);
    if (earlier.length && over() > 0) tall = Math.max(84, tall - over() / earlier.length);
    while (earlier.length > 2 && over() > 0) earlier.pop();
    if (over() > 0) {
      const share = room / (earlier.length * tall + rows * row);
      [tall, row] = [tall * share, row * share];
    }
    const style = side.style;
    style.setProperty('--earlier-row', tall * unit + 'px');
    style.setProperty('--earlier-text', Math.min(56, tall * 0.58) * unit + 'px');
    style.setProperty('--waiting-row', row * unit + 'px');
    style.setProperty('--waiting-sign', Math.min(60, row * 0.82) * unit + 'px');
    style.setProperty('--waiting-text', Math.min(35, row * 0.52) * unit + 'px');
    style.setProperty('--waiting-rows', rows || 1);
    side.hidden = !earlier.length && !count;
    drawEarlier(earlier, Math.min(56, tall * 0.58) * unit);
    drawWaiting(columns);
  }

  /* Where all counters are of one sort, the sort stands once above and each row says the sign alone. */
  function drawEarlier(earlier, size) {
    const places = earlier.map((call) => Turno.place(call.counter));
    const word = places.length && places.every((place) => place.sign && place.word === places[0].word) ? places[0].word : '';
    at('earlier').hidden = earlier.length === 0;
    at('earlier-title').textContent = words.earlierTitle;
    at('earlier-place').textContent = word;
    const list = at('earlier-rows');
    list.textContent = '';
    earlier.forEach((call, row) => {
      const place = document.createElement('span');
      place.className = 'where';
      place.textContent = word ? places[row].sign : call.counter;
      const item = document.createElement('li');
      item.append(Turno.numberNodes(call.number), place);
      list.append(item);
      if (!word) {
        const room = item.clientWidth - item.firstChild.offsetWidth - size * 0.6;
        place.style.fontSize = Math.min(size * 0.72, room / Turno.ems(call.counter, 600)) + 'px';
      }
    });
  }

  function drawWaiting(columns) {
    // In three columns there is no room for times.
    const expects = columns < 3 && board.services.some((service) => service.expected);
    const compact = columns === 3 || (columns === 2 && expects);
    at('waiting').hidden = board.services.length === 0;
    at('waiting-title').textContent = compact
      ? words.waitingCompact
      : expects
        ? words.waitingAndExpected
        : words.waitingTitle;
    const list = at('waiting-rows');
    list.textContent = '';
    board.services.forEach((service) => {
      const letter = document.createElement('span');
      letter.className = 'letter-sign ' + Turno.serviceClass(service.letter);
      letter.textContent = service.letter;
      letter.setAttribute('translate', 'no');
      const waiting = document.createElement('span');
      waiting.className = 'people';
      waiting.textContent = compact ? service.waiting : words.people(service.waiting);
      const item = document.createElement('li');
      item.append(letter, waiting);
      if (expects && service.expected) {
        const expected = document.createElement('span');
        expected.className = 'expected';
        expected.textContent = words.minutes(service.expected[0], service.expected[1]);
        item.append(expected);
      }
      list.append(item);
    });
  }

  const clockTime = (text) => text.replace(/^0(\d)/, '$1');

  function drawFoot(unit) {
    at('hours').textContent = board.open_until ? words.openUntil(clockTime(board.open_until)) : '';
    const site = at('site');
    site.textContent = board.site;
    // A long name takes two lines, in smaller letters if need be.
    for (let size = 40; size >= 24; size -= 2) {
      site.style.fontSize = size * unit + 'px';
      if (site.offsetHeight <= 88 * unit) break;
    }
  }

  /** The site's clock by the hub's, for a television's own may say anything. */
  function drawClock() {
    if (!board) return;
    const now = new Date(Date.parse(board.now) + board.utc_offset_minutes * 60000 + performance.now() - heardAt);
    const minutes = now.getUTCMinutes();
    at('clock').textContent = now.getUTCHours() + ':' + (minutes < 10 ? '0' : '') + minutes;
  }

  /* Pauses and the site's messages take turns below the calls. */
  let turn = 0;
  let pages = [];

  function messages() {
    const pauses = board.pauses.map((pause) => words.pause(pause.counter, pause.until && clockTime(pause.until)));
    return pauses.concat(board.messages.filter((message) => message.trim()));
  }

  /** `text` in as many parts as it takes to show each of them whole. */
  function parts(element, text, most, least) {
    element.textContent = text;
    if (Turno.shrink(element, most, least)) return [text];
    const found = [];
    let part = '';
    text.split(/\s+/).forEach((word) => {
      element.textContent = part ? part + ' ' + word + ' …' : word;
      if (part && (element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth)) {
        found.push(part + ' …');
        part = word;
      } else {
        part = part ? part + ' ' + word : word;
      }
    });
    return part ? found.concat(part) : found;
  }

  function drawMessage(unit) {
    const element = at('message');
    const all = messages();
    element.hidden = all.length === 0;
    pages = [];
    if (element.hidden) return;
    pages = [].concat.apply([], all.map((text) => parts(element, text, 42 * unit, 34 * unit)));
    element.textContent = pages[turn % pages.length];
    Turno.shrink(element, 42 * unit, 20 * unit);
  }

  function turnMessage() {
    if (pages.length < 2) return;
    const element = at('message');
    element.classList.add('turning');
    setTimeout(() => {
      turn += 1;
      drawMessage(Turno.setUnit());
      element.classList.remove('turning');
    }, TURN);
  }

  function notice(text) {
    at('notice').textContent = text;
    at('notice').hidden = !text;
    draw();
  }

  setInterval(drawClock, 1000);
  setInterval(turnMessage, MESSAGE);
  Turno.setUnit();
  Turno.onResize(draw);
  Turno.live('/board/events', { board: show }, () => notice(words.boardLost), () => notice(''));
})();
