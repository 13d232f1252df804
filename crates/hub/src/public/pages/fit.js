/* How large things may be so that nothing is cut. */
'use strict';
var Turno = window.Turno || {};

(function () {
  const FAMILY = '"Titillium Web", "Noto Sans", sans-serif';
  const pen = document.createElement('canvas').getContext('2d');

  /** Sets one pixel of the drawing (1920 × 1080, or 1080 × 1920 on a screen that stands upright) and returns it. */
  Turno.setUnit = function () {
    // Not window.innerWidth, which on a telephone changes while somebody zooms.
    const width = document.documentElement.clientWidth;
    const height = document.documentElement.clientHeight;
    const upright = height > width;
    const unit = upright ? Math.min(width / 1080, height / 1700) : Math.min(width / 1920, height / 1080);
    document.documentElement.style.setProperty('--u', unit + 'px');
    document.documentElement.style.setProperty('--height', height + 'px');
    document.body.className = upright ? 'portrait' : 'landscape';
    return unit;
  };

  /** The width of `text` in ems. */
  Turno.ems = function (text, weight) {
    pen.font = weight + ' 100px ' + FAMILY;
    return pen.measureText(text).width / 100;
  };

  /** Writes in `element` as large as fits its box, from `most` down to `least` pixels; whether it fitted. */
  Turno.shrink = function (element, most, least) {
    for (let size = most; ; size *= 0.95) {
      element.style.fontSize = Math.max(size, least) + 'px';
      if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight) return true;
      if (size <= least) return false;
    }
  };

  /** Calls `draw` when the screen changes its size and when the fonts have come. */
  Turno.onResize = function (draw) {
    let asked = 0;
    window.addEventListener('resize', () => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(draw);
    });
    if (document.fonts) {
      ['400', '600', '700'].forEach((weight) => {
        document.fonts.load(weight + ' 40px "Titillium Web"').then(draw, draw);
      });
    }
  };
})();
