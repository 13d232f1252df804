/* Every word of the board and of the ticket pages. A language is added by one more entry; what an entry lacks is said in
   Italian. Words of the site itself (its name, counters, messages) come with the state. */
'use strict';
var Turno = window.Turno || {};

(function () {
  const people = (count, none, one, many) => (count === 0 ? none : count === 1 ? one : count + ' ' + many);

  const CATALOGUE = {
    it: {
      nowTitle: 'Ora tocca a',
      nobodyTitle: 'In questo momento non stiamo chiamando nessun numero',
      nobodyWords: 'Quando tocca a lei, il suo numero appare qui.',
      earlierTitle: 'Chiamati prima',
      waitingTitle: 'In attesa',
      waitingAndExpected: 'In attesa · tempo stimato',
      waitingCompact: 'Persone in attesa',
      people: (count) => people(count, 'nessuno', '1 persona', 'persone'),
      minutes: (low, high) => low + '–' + high + ' min',
      openUntil: (time) => 'Oggi aperto fino alle ' + time,
      pause: (counter, until) => counter + ': in pausa' + (until ? ' fino alle ' + until : ''),
      spoken: (number, counter) => 'Numero ' + number + ', ' + counter,
      boardLost: 'Collegamento interrotto: gli ultimi numeri possono non essere aggiornati',

      ticketTitle: (number) => 'Il suo numero: ' + number,
      yourNumber: 'Il suo numero',
      waiting: 'In attesa',
      peopleBefore: (count) =>
        people(
          count,
          'Nessuno prima di lei per lo stesso servizio',
          '1 persona prima di lei per lo stesso servizio',
          'persone prima di lei per lo stesso servizio',
        ),
      waitingWords: 'Questa pagina si aggiorna da sola. Guardi anche il tabellone: vale la chiamata che vede lì.',
      called: 'È il suo turno',
      calledWords: 'Si avvicini, la stanno aspettando.',
      serving: 'La stanno servendo',
      finished: 'Abbiamo finito',
      finishedWords: 'Grazie e arrivederci.',
      'no-show': 'Il suo numero è stato chiamato',
      'no-showWords': 'Se è ancora qui, si rivolga a un operatore: può essere richiamato.',
      away: 'Il suo posto è tenuto',
      awayWords: 'Mentre è fuori non la chiamiamo. Quando è di nuovo in sala, prema «Sono tornato».',
      parked: 'Il suo numero è messo da parte',
      parkedWords: 'Non lo ha perso: un operatore la richiamerà.',
      cancelled: 'Ha rinunciato',
      cancelledWords: 'Se ha ancora bisogno, prenda un altro numero.',
      closed: 'Lo sportello ha chiuso',
      closedWords: 'Per il suo numero si rivolga a un operatore.',
      gone: 'Questo biglietto non è più valido',
      goneWords: 'Un biglietto vale per il giorno in cui è stato preso.',
      goAway: 'Esco e torno',
      comeBack: 'Sono tornato',
      giveUp: 'Rinuncio',
      giveUpQuestion: 'Vuole davvero rinunciare?',
      giveUpWords: 'Il suo numero non sarà più chiamato.',
      giveUpYes: 'Sì, rinuncio',
      giveUpNo: 'No, resto in attesa',
      refused: 'In questo momento non è possibile.',
      failed: 'Non è riuscito. Riprovi tra poco o si rivolga a un operatore.',
      ticketLost: 'Collegamento interrotto: quello che legge può non essere aggiornato',
    },
    en: {
      nowTitle: 'Being called',
      nobodyTitle: 'No number is being called at this moment',
      nobodyWords: 'When it is your turn, your number appears here.',
      earlierTitle: 'Called before',
      waitingTitle: 'Waiting',
      waitingAndExpected: 'Waiting · estimated time',
      waitingCompact: 'People waiting',
      people: (count) => people(count, 'nobody', '1 person', 'people'),
      minutes: (low, high) => low + '–' + high + ' min',
      openUntil: (time) => 'Open today until ' + time,
      pause: (counter, until) => counter + ': on a break' + (until ? ' until ' + until : ''),
      spoken: (number, counter) => 'Number ' + number + ', ' + counter,
      boardLost: 'Connection lost: the latest numbers may be missing',

      ticketTitle: (number) => 'Your number: ' + number,
      yourNumber: 'Your number',
      waiting: 'Waiting',
      peopleBefore: (count) =>
        people(
          count,
          'Nobody before you for the same service',
          '1 person before you for the same service',
          'people before you for the same service',
        ),
      waitingWords: 'This page updates itself. Please watch the board too: the call is what counts.',
      called: 'It is your turn',
      calledWords: 'Please come, you are expected.',
      serving: 'You are being served',
      finished: 'We have finished',
      finishedWords: 'Thank you and goodbye.',
      'no-show': 'Your number was called',
      'no-showWords': 'If you are still here, please speak to a member of staff: you can be called again.',
      away: 'Your place is kept',
      awayWords: 'While you are out we do not call you. When you are in the room again, press “I am back”.',
      parked: 'Your number is put aside',
      parkedWords: 'You have not lost it: a member of staff will call you again.',
      cancelled: 'You gave up your place',
      cancelledWords: 'If you still need help, please take another number.',
      closed: 'The desk has closed',
      closedWords: 'Please speak to a member of staff about your number.',
      gone: 'This ticket is no longer valid',
      goneWords: 'A ticket is valid on the day on which it was taken.',
      goAway: 'I go out and come back',
      comeBack: 'I am back',
      giveUp: 'I give up my place',
      giveUpQuestion: 'Do you really want to give up your place?',
      giveUpWords: 'Your number will not be called any more.',
      giveUpYes: 'Yes, I give it up',
      giveUpNo: 'No, I keep waiting',
      refused: 'This is not possible at this moment.',
      failed: 'That did not work. Please try again shortly or speak to a member of staff.',
      ticketLost: 'Connection lost: what you read may be out of date',
    },
  };

  /** The words of the first of `languages` ("en-GB", "it"…) that is in the catalogue, else Italian; the page says which. */
  Turno.words = function (languages) {
    const codes = languages.map((language) => String(language).slice(0, 2).toLowerCase());
    const code = codes.find((known) => Object.prototype.hasOwnProperty.call(CATALOGUE, known)) || 'it';
    document.documentElement.lang = code;
    return Object.assign({}, CATALOGUE.it, CATALOGUE[code]);
  };

  /** The language that the address asks for (`?lang=en`), as a list. */
  Turno.askedLanguage = function () {
    const asked = /[?&]lang=([a-z]{2})/.exec(location.search);
    return asked ? [asked[1]] : [];
  };
})();
