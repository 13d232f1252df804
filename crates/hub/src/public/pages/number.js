/* How a ticket number and its service look, the same on every page. */
'use strict';
var Turno = window.Turno || {};

(function () {
  /** A ticket number in its parts: the letter and the digits. */
  Turno.numberNodes = function (number) {
    const letter = document.createElement('span');
    letter.className = 'letter';
    letter.textContent = number.charAt(0);
    const digits = document.createElement('span');
    digits.className = 'digits';
    digits.textContent = number.slice(1);
    const node = document.createElement('span');
    node.className = 'number';
    node.dataset.number = number;
    // A browser that translates the page would write it with other letters or digits.
    node.setAttribute('translate', 'no');
    node.append(letter, digits);
    return node;
  };

  /** The class that gives a service's colours, from the letter of a number. */
  Turno.serviceClass = function (letter) {
    const place = letter.charCodeAt(0) - 65;
    return 'service-' + (((place % 12) + 12) % 12);
  };
})();
