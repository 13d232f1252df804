/* The page of one ticket: where it stands, and what its holder may do. */
'use strict';
var Turno = window.Turno || {};

(function () {
  const words = Turno.words(Turno.askedLanguage().concat(Array.from(navigator.languages || [navigator.language || 'it'])));
  const at = (id) => document.getElementById(id);
  const here = location.pathname.replace(/\/$/, '');
  const OVER = ['finished', 'no-show', 'cancelled', 'closed'];
  let shown = null;
  let end = null;

  ['away', 'back', 'give-up', 'sure-yes', 'sure-no'].forEach((id) => {
    const word = { away: 'goAway', back: 'comeBack', 'give-up': 'giveUp', 'sure-yes': 'giveUpYes', 'sure-no': 'giveUpNo' }[id];
    at(id).textContent = words[word];
  });
  at('number-title').textContent = words.yourNumber;
  at('sure-title').textContent = words.giveUpQuestion;
  at('sure-words').textContent = words.giveUpWords;

  function show(ticket) {
    const isNews = !shown || shown.state !== ticket.state;
    if (isNews && shown) say('');
    if (isNews && ticket.state === 'called') vibrate();
    shown = ticket;
    at('site').textContent = ticket.site;
    at('card').className = Turno.serviceClass(ticket.number) + (ticket.state === 'called' ? ' called' : '');
    at('card').hidden = false;
    at('number').textContent = '';
    at('number').append(Turno.numberNodes(ticket.number));
    drawState(ticket);
    const waits = ticket.state === 'waiting';
    const away = ticket.state === 'away';
    const asking = (waits || away) && !at('sure').hidden;
    at('sure').hidden = !asking;
    at('away').hidden = !waits || asking;
    at('back').hidden = !away || asking;
    at('give-up').hidden = !(waits || away) || asking;
    document.title = (ticket.state === 'called' ? words.called + ' · ' : '') + words.ticketTitle(ticket.number);
    document.body.dataset.state = ticket.state;
  }

  function drawState(ticket) {
    write('state', words[ticket.state] || '');
    write('counter', ticket.counter || '');
    const before = ticket.people_before;
    write('before', before === null || before === undefined ? '' : words.peopleBefore(before));
    write('state-words', words[ticket.state + 'Words'] || '');
  }

  /* Browsers let a page move a telephone only once somebody has touched it. */
  function vibrate() {
    const touched = navigator.userActivation && navigator.userActivation.hasBeenActive;
    if (touched && navigator.vibrate) navigator.vibrate([400, 200, 400]);
  }

  /* A text that stays the same is not written again, so that nothing is read aloud twice. */
  function write(id, text) {
    if (at(id).textContent !== text) at(id).textContent = text;
    at(id).hidden = !text;
  }

  function say(text) {
    write('answer', text);
  }

  function gone() {
    if (end) end();
    ['actions', 'sure', 'notice'].forEach((id) => (at(id).hidden = true));
    say('');
    at('card').hidden = false;
    at('card').className = '';
    at('counter').hidden = at('before').hidden = true;
    write('state', words.gone);
    write('state-words', words.goneWords);
    document.body.dataset.state = 'gone';
  }

  function act(action) {
    const buttons = Array.from(document.querySelectorAll('button'));
    buttons.forEach((button) => (button.disabled = true));
    say('');
    fetch(here + '/' + action, { method: 'POST', cache: 'no-store' })
      .then((answer) => {
        if (answer.status === 404) return gone();
        if (answer.status === 409) return say(words.refused);
        if (!answer.ok) return say(words.failed);
        return answer.json().then(show);
      })
      .catch(() => say(words.failed))
      .then(() => buttons.forEach((button) => (button.disabled = false)));
  }

  function ask(asking) {
    at('sure').hidden = !asking;
    if (shown) show(shown);
    at(asking ? 'sure-no' : 'give-up').focus();
  }

  at('away').addEventListener('click', () => act('away'));
  at('back').addEventListener('click', () => act('back'));
  at('give-up').addEventListener('click', () => ask(true));
  at('sure-no').addEventListener('click', () => ask(false));
  at('sure-yes').addEventListener('click', () => {
    ask(false);
    act('give-up');
  });

  /* Broken for a while: perhaps the hub is away, perhaps it does not know this ticket any more. */
  function lost() {
    if (shown && OVER.includes(shown.state)) return;
    write('notice', words.ticketLost);
    fetch(here, { cache: 'no-store' }).then((answer) => answer.status === 404 && gone(), () => {});
  }

  end = Turno.live(here + '/events', { ticket: show, gone }, lost, () => write('notice', ''));
})();
