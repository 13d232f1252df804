/* The cards of the numbers that are called: the latest large, the others as large as there is room for. */
'use strict';
var Turno = window.Turno || {};

(function () {
  /* Sizes in units of the drawing; parts of a card in ems of its number. */
  const LATEST = 260;
  const OTHERS = 150;
  const LATEST_HEIGHT = 380;
  const OTHERS_HEIGHT = 258;
  const GAP = 28;
  const SIDES = { latest: 56 + 52 + 28, other: 56 + 52 + 20 };
  /* From this many cards below the latest on, they stand closer and with less around their words (see board.css). */
  const DENSE = { from: 3, gap: 20, sides: 34 + 30 + 16 };
  const LETTER_GAP = 0.22;
  const SIGN = 0.85;
  const WORD = 46;
  const WORD_EMS = 0.42;
  /* A label without a sign has to be read from as far as a sign. */
  const LABEL_EMS = { latest: 0.34, other: 0.46, most: 0.5 };

  /** A counter's label as a word and a large sign: "Sala colloqui 2" is "sala colloqui" and "2". Some have no sign. */
  Turno.place = function (label) {
    const parts = /^(.*\S)\s+(\d{1,3}[A-Za-z]?|[A-Z])$/.exec(label.trim());
    if (!parts) return { word: label.trim(), sign: '' };
    const isWord = /^.[^A-ZÀ-Þ]/.test(parts[1]);
    return { word: isWord ? parts[1].charAt(0).toLowerCase() + parts[1].slice(1) : parts[1], sign: parts[2] };
  };

  /** `text` in two lines of about one length; in one if it is a single word. */
  function lines(text) {
    const words = text.split(/\s+/);
    let best = [text];
    for (let cut = 1; cut < words.length; cut++) {
      const two = [words.slice(0, cut).join(' '), words.slice(cut).join(' ')];
      const longest = (pair) => Math.max.apply(null, pair.map((line) => line.length));
      if (longest(two) < longest(best)) best = two;
    }
    return best;
  }

  /** The sizes at which `call` fits a card of that inner size, its number no larger than `most`, a label without a sign no smaller
      than `label` ems of it. */
  function sizes(call, width, height, most, label, unit) {
    const place = Turno.place(call.counter);
    const number = Turno.ems(call.number.charAt(0), 700) + LETTER_GAP + Turno.ems(call.number.slice(1), 700);
    const words = place.sign ? [place.word] : lines(place.word);
    const wordEms = Math.max.apply(null, words.map((word) => Turno.ems(word, 600)));
    const signEms = Turno.ems(place.sign, 700);
    let fit = null;
    for (let size = Math.min(most, height); size > 8; size *= 0.98) {
      const sign = place.sign ? size * SIGN : 0;
      const gap = Math.max(size * 0.22, 24 * unit);
      const room = width - number * size - gap;
      // A label without a sign is written as large as the number leaves room for.
      const word = place.sign
        ? Math.min(WORD * unit, size * WORD_EMS)
        : Math.min(size * LABEL_EMS.most, Math.max(size * label, room / wordEms));
      const column = Math.max(signEms * sign, wordEms * word);
      const stack = words.length * word * 1.15 + sign;
      fit = { size, word, sign, words, place };
      if (column <= room && Math.max(size, stack) <= height * 0.94) break;
    }
    return fit;
  }

  function card(call, isLatest, isFresh, fit) {
    const item = document.createElement('li');
    item.className = 'call ' + Turno.serviceClass(call.number) + (isLatest ? ' latest' : '') + (isFresh ? ' fresh' : '');
    const number = Turno.numberNodes(call.number);
    number.style.fontSize = fit.size + 'px';
    const place = document.createElement('span');
    place.className = 'place';
    fit.words.forEach((text) => {
      const word = document.createElement('span');
      word.className = 'word';
      word.textContent = text;
      word.style.fontSize = fit.word + 'px';
      place.append(word);
    });
    if (fit.place.sign) {
      const sign = document.createElement('span');
      sign.className = 'sign';
      sign.setAttribute('translate', 'no');
      sign.textContent = fit.place.sign;
      sign.style.fontSize = fit.sign + 'px';
      place.append(sign);
    }
    item.append(number, place);
    return item;
  }

  /** The columns for the cards below the latest that let their smallest number be largest. */
  function arrange(others, width, height, unit) {
    const dense = others.length >= DENSE.from;
    const gap = (dense ? DENSE.gap : GAP) * unit;
    const sides = (dense ? DENSE.sides : SIDES.other) * unit;
    let best = null;
    for (let columns = 1; columns <= 3; columns++) {
      const rows = Math.ceil(others.length / columns);
      const cell = Math.min(OTHERS_HEIGHT * unit, height / rows - gap);
      const inner = (width - (columns - 1) * gap) / columns - sides;
      const fits = others.map((call) => sizes(call, inner, cell, OTHERS * unit, LABEL_EMS.other, unit));
      const least = Math.min.apply(null, fits.map((fit) => fit.size));
      if (!best || least > best.least * 1.02) best = { columns, rows, cell, inner, least };
    }
    return best;
  }

  /** Draws `calls` into the list, within `width` × `height` pixels. `isFresh` says whose call is recent. */
  Turno.drawCalls = function (list, calls, isFresh, width, height, unit) {
    list.textContent = '';
    if (calls.length === 0) return;
    const others = calls.slice(1);
    const dense = others.length >= DENSE.from;
    list.className = dense ? 'dense' : '';
    const share = others.length === 0 ? 1 : dense ? 0.34 : 0.5;
    const top = Math.min(LATEST_HEIGHT * unit, height * share);
    const latest = sizes(calls[0], width - SIDES.latest * unit, top, LATEST * unit, LABEL_EMS.latest, unit);
    list.append(card(calls[0], true, isFresh(calls[0]), latest));
    list.style.gridTemplateRows = top + 'px';
    list.style.gridTemplateColumns = 'minmax(0, 1fr)';
    if (others.length === 0) return;
    const grid = arrange(others, width, height - top, unit);
    // One size for all of them, and never larger than the latest.
    const most = Math.min(grid.least, latest.size);
    others.forEach((call) => {
      list.append(card(call, false, isFresh(call), sizes(call, grid.inner, grid.cell, most, LABEL_EMS.other, unit)));
    });
    list.style.gridTemplateRows = top + 'px repeat(' + grid.rows + ', ' + grid.cell + 'px)';
    list.style.gridTemplateColumns = 'repeat(' + grid.columns + ', minmax(0, 1fr))';
  };
})();
